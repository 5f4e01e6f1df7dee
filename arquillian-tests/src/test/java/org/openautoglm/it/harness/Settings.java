// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keys of the application that a test needs other than the rest; closing brings their defaults
 * back. Not for those that {@code arquillian.xml} sets.
 */
public final class Settings implements AutoCloseable {
  private final ServerUnderTest server;
  private final Set<String> changed = new HashSet<>();

  public Settings(ServerUnderTest server) {
    this.server = server;
  }

  /** Starts the application anew with these. */
  public void change(Map<String, String> values) throws IOException {
    try (Management management = Management.connect(server)) {
      for (Map.Entry<String, String> value : values.entrySet()) {
        management.setProperty(value.getKey(), value.getValue());
        changed.add(value.getKey());
      }
      management.redeploy();
    }
  }

  @Override
  public void close() throws IOException {
    try (Management management = Management.connect(server)) {
      for (String key : changed) {
        management.removeProperty(key);
      }
      management.redeploy();
    }
  }
}
