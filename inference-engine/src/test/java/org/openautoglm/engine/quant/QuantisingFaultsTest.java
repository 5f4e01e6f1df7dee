// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.engine.checkpoint.StoredType;

/**
 * Processes that are killed, or run out of disk or memory, while they quantise: the source stays as
 * it is, and no half file is ever taken for a whole one.
 */
@Timeout(120)
class QuantisingFaultsTest {
  /** More than two of their rows of blocks, as floats, have room in the small heap. */
  private static final int COLUMNS = 1 << 18;

  private static final int ROWS = 16;
  private static final int MATRICES = 8;

  @TempDir Path folder;
  @TempDir Path elsewhere;

  @BeforeEach
  void writeSource() {
    byte[] content = new byte[Float.BYTES * ROWS * COLUMNS];
    for (int i = 0; i < content.length; i += Float.BYTES) {
      content[i + 2] = (byte) (i % 127);
      content[i + 3] = 0x3f;
    }
    Packing.stored(folder.resolve("model.safetensors"), StoredType.F32, content, ROWS, COLUMNS);
  }

  /** Quantises in a process of its own; says so at each matrix and waits for a line. */
  static final class Quantising {
    private Quantising() {}

    public static void main(String[] folders) {
      QuantisedCheckpoint made =
          open(
              Path.of(folders[0]),
              Path.of(folders[1]),
              fraction -> {
                System.out.println("packed " + fraction);
                System.out.flush();
                waitForLine();
              });
      System.out.println("made " + made.wasMade());
    }

    private static void waitForLine() {
      try {
        System.in.read();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static QuantisedCheckpoint open(
      Path folder, Path elsewhere, java.util.function.DoubleConsumer progress) {
    Path file = folder.resolve("model.safetensors");
    StoredTensor matrix =
        new StoredTensor(
            "matrix",
            file,
            StoredType.F32,
            List.of((long) ROWS, (long) COLUMNS),
            0,
            (long) Float.BYTES * ROWS * COLUMNS);
    List<PackedWeight> weights =
        IntStream.range(0, MATRICES)
            .mapToObj(i -> new PackedWeight("w" + i, QuantisedType.INT4, List.of(matrix), false))
            .toList();
    return QuantisedCheckpoint.open(folder, "int4", elsewhere, weights, progress);
  }

  private Process start(String shell, String heap) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Quantising.class.getName(),
                folder.toString(),
                elsewhere.toString()));
    if (!shell.isEmpty()) {
      command.addAll(0, List.of("/bin/sh", "-c", shell + "; exec \"$@\"", "sh"));
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void expectLine(BufferedReader said, String beginning) throws IOException {
    List<String> all = new ArrayList<>();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.add(line);
      if (line.startsWith(beginning)) {
        return;
      }
    }
    throw new AssertionError("'" + beginning + "' was not said, but " + all);
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(".autoglm"))) {
      return files.toList();
    }
  }

  private void expectWholeAgain(byte[] source) throws IOException {
    assertThat(open(folder, elsewhere, fraction -> {}).wasMade()).isTrue();
    assertThat(open(folder, elsewhere, fraction -> {}).wasMade()).isFalse();
    assertThat(kept())
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("int4.safetensors", "int4.json");
    assertThat(Files.readAllBytes(folder.resolve("model.safetensors"))).isEqualTo(source);
  }

  @Test
  void aKilledProcessLeavesNothingThatIsTakenForWeights() throws Exception {
    byte[] source = Files.readAllBytes(folder.resolve("model.safetensors"));
    Process process = start("", "-Xmx256m");
    expectLine(process.inputReader(), "packed");
    // on Linux by a signal that cannot be caught
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(kept()).singleElement().asString().endsWith(".tmp");
    Files.setLastModifiedTime(kept().get(0), FileTime.from(Instant.now().minusSeconds(60)));
    expectWholeAgain(source);
  }

  @Test
  void aDiskThatTakesNoMoreIsToldAndLeavesNothingBehind() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh to set a limit with");
    byte[] source = Files.readAllBytes(folder.resolve("model.safetensors"));
    // blocks of 512 or 1,024 bytes: between one and five matrices
    expectFailure(
        start("ulimit -f 8000", "-Xmx256m"),
        "packed",
        "Exception in thread \"main\" org.openautoglm.engine.api.CheckpointException");
    assertThat(kept()).isEmpty();
    expectWholeAgain(source);
  }

  @Test
  void memoryThatDoesNotSufficeIsToldAndLeavesNothingBehind() throws Exception {
    byte[] source = Files.readAllBytes(folder.resolve("model.safetensors"));
    expectFailure(
        start("", "-Xmx14m"),
        "Exception in thread \"main\" java.lang.OutOfMemoryError",
        "\tat org.openautoglm.engine.quant.BlockPacker.pack");
    assertThat(kept()).isEmpty();
    expectWholeAgain(source);
  }

  private static void expectFailure(Process process, String... lines) throws Exception {
    process.outputWriter().append("\n".repeat(MATRICES)).close();
    BufferedReader said = process.inputReader();
    for (String line : lines) {
      expectLine(said, line);
    }
    assertThat(process.waitFor()).isEqualTo(1);
  }
}
