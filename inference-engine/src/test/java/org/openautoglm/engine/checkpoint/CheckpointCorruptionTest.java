// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.openautoglm.engine.api.CheckpointException;

/** Whatever a folder holds: it opens correctly, or a {@link CheckpointException} says why not. */
class CheckpointCorruptionTest {
  private static final byte[] WEIGHTS =
      CheckpointFolder.safetensors(CheckpointFolder.HEADER, CheckpointFolder.DATA);
  private static final long ALLOWED_ALLOCATION = 8L << 20;

  private static Path root;

  @BeforeContainer
  static void createFolder() throws IOException {
    root = Files.createTempDirectory("corrupt-checkpoint");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 2000)
  void flipped_bytes(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 400) Integer> places,
      @ForAll @IntRange(min = 1, max = 255) int flip) {
    byte[] file = WEIGHTS.clone();
    for (int place : places) {
      file[place % file.length] ^= (byte) flip;
    }
    opensOrRefuses("model.safetensors", file);
  }

  @Property(tries = 500)
  void truncated_and_extended_files(@ForAll @IntRange(max = 400) int length, @ForAll byte filler) {
    byte[] file = Arrays.copyOf(WEIGHTS, length);
    if (length > WEIGHTS.length) {
      Arrays.fill(file, WEIGHTS.length, length, filler);
    }
    opensOrRefuses("model.safetensors", file);
  }

  @Property(tries = 1000)
  void headers_of_json_fragments(@ForAll("json") String header) {
    opensOrRefuses("model.safetensors", CheckpointFolder.safetensors(header, 26));
  }

  @Property(tries = 1000)
  void configurations_of_json_fragments(@ForAll("json") String json) {
    opensOrRefuses("config.json", json.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 1000)
  void generation_configurations_of_json_fragments(@ForAll("json") String json) {
    opensOrRefuses("generation_config.json", json.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 500)
  void arbitrary_bytes(@ForAll("fileName") String name, @ForAll @Size(max = 200) byte[] bytes) {
    opensOrRefuses(name, bytes);
  }

  @Provide
  Arbitrary<String> fileName() {
    return Arbitraries.of("config.json", "generation_config.json", "model.safetensors");
  }

  @Provide
  Arbitrary<String> json() {
    Arbitrary<String> fragment =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\u12",
            "\\",
            " ",
            "null",
            "true",
            "1e400",
            "-0",
            "1e999999999",
            "9223372036854775808",
            "26",
            "\"w\"",
            "\"dtype\"",
            "\"F32\"",
            "\"shape\":[3,2]",
            "\"data_offsets\":[0,24]",
            "{\"w\":",
            "\"dtype\":\"F32\",",
            "{\"architectures\":[\"A\"]",
            "\"eos_token_id\":",
            "\"temperature\":",
            "\"__metadata__\"",
            "\ud800",
            "\u0000",
            "/*",
            "NaN");
    return fragment.list().ofMaxSize(12).map(parts -> String.join("", parts));
  }

  private static void opensOrRefuses(String name, byte[] bytes) {
    CheckpointFolder folder = CheckpointFolder.valid(root).write("generation_config.json", "{}");
    folder.write(name, bytes);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      Checkpoint checkpoint = Checkpoint.open(root);
      for (StoredTensor tensor : checkpoint.tensors().values()) {
        long mapped = tensor.map().stream().mapToLong(part -> part.bytes().remaining()).sum();
        assertThat(mapped).isEqualTo(tensor.length());
      }
    } catch (CheckpointException e) {
      assertThat(e).hasMessageStartingWith(root.toString());
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOWED_ALLOCATION);
  }
}
