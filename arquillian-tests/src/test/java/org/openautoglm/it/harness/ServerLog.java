// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's log, which also holds the audit. */
public final class ServerLog {
  private static final Pattern OUTCOME =
      Pattern.compile(
          "Request (\\S+) of (\\S+): (\\S+) with (\\S+) (\\S+)"
              + " \\((\\d+) prompt tokens, (\\d+) generated, (\\d+) ms\\)");

  private final Path file;

  public ServerLog(ServerUnderTest server) {
    this.file = server.log();
  }

  public List<String> lines() throws IOException {
    // a line that is being written may end within a character
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  /** The audit's record of a request, once it is there. */
  public Optional<Outcome> outcome(String requestId) throws IOException {
    return lines().stream()
        .map(OUTCOME::matcher)
        .filter(matcher -> matcher.find() && matcher.group(1).equals(requestId))
        .map(Outcome::of)
        .findFirst();
  }

  /**
   * How a request ended.
   *
   * @param outcome for example {@code CANCELLED}
   * @param generated tokens
   */
  public record Outcome(String caller, String operation, String outcome, int generated) {
    private static Outcome of(Matcher matcher) {
      return new Outcome(
          matcher.group(2), matcher.group(3), matcher.group(5), Integer.parseInt(matcher.group(7)));
    }
  }
}
