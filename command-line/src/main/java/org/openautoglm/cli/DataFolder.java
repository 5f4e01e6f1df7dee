// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a service of this machine keeps its data, when nobody says it. */
public final class DataFolder {
  private DataFolder() {}

  /**
   * The folder as {@code ./autoglm run} chooses it: {@code data}, or {@code data-PORT} for a
   * service beside another one.
   *
   * @param base folder the commands are given in
   * @param port of the service
   */
  public static Path of(Path base, int port) {
    Path own = base.resolve("data-" + port);
    return Files.exists(KeyFile.in(own)) ? own : base.resolve("data");
  }
}
