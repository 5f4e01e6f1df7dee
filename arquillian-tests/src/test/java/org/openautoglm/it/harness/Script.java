// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The entry script {@code ./autoglm}, run as a user runs it. */
public final class Script implements AutoCloseable {
  private static final Duration STOPPING = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private Script(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output of ./autoglm");
    this.reader.start();
  }

  /** Starts the script; output and errors are read as one. */
  public static Script start(ServerUnderTest server, String... arguments) throws IOException {
    return start(server, Map.of(), arguments);
  }

  /**
   * {@code ./autoglm run} on this port and data folder, with further variables in its environment.
   */
  public static Script run(
      ServerUnderTest server, Map<String, String> environment, int port, Path data)
      throws IOException {
    return start(
        server,
        environment,
        "run",
        "--port",
        String.valueOf(port),
        "--management-port",
        String.valueOf(Ports.free()),
        "--data",
        data.toString());
  }

  private static Script start(
      ServerUnderTest server, Map<String, String> environment, String... arguments)
      throws IOException {
    sayThatAllIsBuilt(server.project());
    List<String> command = new ArrayList<>();
    command.add(server.project().resolve("autoglm").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(server.work()).toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Script(builder.start());
  }

  /**
   * The build that runs these tests has built everything that was there when it began; the script
   * need not do it again.
   */
  private static void sayThatAllIsBuilt(Path project) throws IOException {
    String started = System.getProperty("autoglm.it.build-started");
    if (started == null) {
      return;
    }
    Path stamp = project.resolve("server-config/target/built");
    if (!Files.exists(stamp)) {
      Files.createFile(stamp);
    }
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.parse(started)));
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything it has said so far. */
  public String output() {
    return String.join("\n", output);
  }

  public List<String> lines() {
    return List.copyOf(output);
  }

  /** Waits for a line that contains this text. */
  public String awaitLine(String text, Duration time) {
    Eventually.within(
        time,
        "./autoglm says '" + text + "'",
        () -> {
          if (!process.isAlive() && line(text).isEmpty()) {
            reader.join();
            throw new IllegalStateException("It ended: " + output());
          }
          return line(text).isPresent();
        });
    return line(text).orElseThrow();
  }

  private Optional<String> line(String text) {
    return output.stream().filter(line -> line.contains(text)).findFirst();
  }

  /** Waits for its end and returns its exit status. */
  public int awaitExit(Duration time) throws InterruptedException {
    if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("./autoglm did not end within " + time + ": " + output());
    }
    reader.join();
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Processes it has started and that are alive. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Ends it, and whatever it started, by force if need be. */
  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> children = descendants();
    process.destroy();
    if (!process.waitFor(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
