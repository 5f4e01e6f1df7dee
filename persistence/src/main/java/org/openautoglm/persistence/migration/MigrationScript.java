// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.migration;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.flywaydb.core.api.resource.LoadableResource;

/** A script that lies beside this class. */
final class MigrationScript extends LoadableResource {
  private final String name;

  MigrationScript(String name) {
    this.name = name;
  }

  /**
   * @throws IllegalStateException when the script is not in the archive
   */
  @Override
  public Reader read() {
    InputStream script = MigrationScript.class.getResourceAsStream(name);
    if (script == null) {
      throw PersistenceLog.LOG.scriptMissing(name);
    }
    return new InputStreamReader(script, StandardCharsets.UTF_8);
  }

  @Override
  public String getAbsolutePath() {
    return MigrationScript.class.getPackageName().replace('.', '/') + "/" + name;
  }

  /** Null: it may lie inside an archive. */
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
