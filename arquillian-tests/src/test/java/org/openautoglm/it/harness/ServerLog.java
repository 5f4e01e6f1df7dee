// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The log of the server under test. */
public final class ServerLog {
  private final Path file;

  public ServerLog(ServerUnderTest server) {
    this.file = server.log();
  }

  public List<String> lines() throws IOException {
    // a line that is being written may end within a character
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
  }
}
