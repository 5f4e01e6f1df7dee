// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checkpoints that were written by transformers itself. */
class ReferenceCheckpointsTest {
  private final Path models = Path.of(System.getProperty("autoglm.fixtures", "absent"), "models");

  @BeforeEach
  void needsReferenceData() {
    assumeTrue(
        Files.isDirectory(models),
        () -> "reference checkpoints are absent: no folder " + models + " (autoglm.fixtures)");
  }

  @Test
  void every_checkpoint_opens_and_every_tensor_can_be_mapped() throws IOException {
    for (Path folder : folders()) {
      Checkpoint checkpoint = Checkpoint.open(folder);

      assertThat(checkpoint.config().architecture()).isNotEmpty();
      assertThat(checkpoint.generationDefaults().stopTokens()).as(folder.toString()).isNotEmpty();
      long mapped =
          checkpoint.tensors().values().stream()
              .flatMap(tensor -> tensor.map().stream())
              .mapToLong(part -> part.bytes().remaining())
              .sum();
      assertThat(mapped).isEqualTo(checkpoint.weightBytes());
    }
  }

  @Test
  void both_spellings_of_a_configuration_say_the_same() throws IOException {
    for (Path folder : folders()) {
      Config old = Config.read(folder.resolve("config.json"));
      Config renewed = Config.read(folder.resolve("config.transformers5.json"));

      assertThat(renewed.dtype()).as(folder.toString()).isEqualTo(old.dtype());
      assertThat(renewed.ropeTheta()).isEqualTo(old.ropeTheta());
      assertThat(renewed.partialRotaryFactor(1)).isEqualTo(old.partialRotaryFactor(1));
      assertThat(scalingFactor(renewed)).isEqualTo(scalingFactor(old));
    }
  }

  @Test
  void stored_formats_and_sizes_are_those_of_the_files() {
    Checkpoint bf16 = Checkpoint.open(models.resolve("glm_tied_bf16"));
    assertThat(bf16.storedType()).isEqualTo(StoredType.BF16);
    assertThat(bf16.weightBytes()).isEqualTo(2 * bf16.parameters());
    assertThat(Checkpoint.open(models.resolve("llama_f16")).storedType()).isEqualTo(StoredType.F16);
    assertThat(Checkpoint.open(models.resolve("glm4_sharded")).tensors().values())
        .extracting(tensor -> tensor.file().getFileName().toString())
        .contains("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
  }

  private static double scalingFactor(Config config) {
    return config.ropeScaling().map(scaling -> scaling.doubleOr("factor", 1)).orElse(1.0);
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(models)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }
}
