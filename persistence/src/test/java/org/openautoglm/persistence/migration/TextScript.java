// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.migration;

import java.io.Reader;
import java.io.StringReader;
import org.flywaydb.core.api.resource.LoadableResource;

/** A script a test has written. */
final class TextScript extends LoadableResource {
  private final String name;
  private final String sql;

  TextScript(String name, String sql) {
    this.name = name;
    this.sql = sql;
  }

  @Override
  public Reader read() {
    return new StringReader(sql);
  }

  @Override
  public String getAbsolutePath() {
    return name;
  }

  @Override
  public String getAbsolutePathOnDisk() {
    return null;
  }

  @Override
  public String getFilename() {
    return name;
  }

  @Override
  public String getRelativePath() {
    return name;
  }
}
