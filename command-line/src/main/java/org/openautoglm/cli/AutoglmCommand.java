// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.openautoglm.cli.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** Entry point. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "autoglm",
    description = "Works with a running Open-AutoGLM service.",
    subcommands = {KeyCommand.class, StatusCommand.class, BenchCommand.class},
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "Open-AutoGLM 0.1.0")
public final class AutoglmCommand {

  private AutoglmCommand() {}

  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new AutoglmCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(AutoglmCommand::explain)
        .execute(arguments);
  }

  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult result)
      throws Exception {
    if (failure instanceof CommandFailure) {
      command.getErr().println("autoglm: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}
