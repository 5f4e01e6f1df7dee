// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openautoglm.engine.TestModels;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.engine.api.ModelMemory;

/** What is said beforehand about the memory of a model is what it takes. */
class ModelMemoryTest {
  private static final InferenceEngine ENGINE = InferenceEngine.discover();

  @TempDir private Path folder;

  @BeforeAll
  static void startEngine() {
    ENGINE.start(new EngineOptions(Path.of("target/native"), 2));
  }

  private ModelMemory memory(ComputeType type) {
    return ENGINE.memory(folder, "cpu", type);
  }

  @Test
  void weightsAreCountedInTheFormatTheyAreComputedIn() throws IOException {
    TestModels.copy("glm", folder);
    ModelInfo info = ENGINE.inspect(folder);

    assertThat(memory(ComputeType.FLOAT32))
        .isEqualTo(new ModelMemory(4 * info.parameters(), 2 * 3 * 2 * 16 * 4));
    assertThat(memory(ComputeType.BFLOAT16))
        .isEqualTo(new ModelMemory(2 * info.parameters(), 2 * 3 * 2 * 16 * 2));
    assertThat(memory(ComputeType.AUTO)).isEqualTo(memory(ComputeType.FLOAT32));
  }

  @Test
  void aTypeThatIsNotComputedThereIsRefused() throws IOException {
    TestModels.copy("glm", folder);
    assertThatThrownBy(() -> memory(ComputeType.FLOAT16))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("float16 is computed on GPUs only");
  }

  static Stream<Arguments> quantisedModels() {
    return TestModels.NAMES.stream()
        .flatMap(
            name ->
                Stream.of(ComputeType.INT8, ComputeType.INT4)
                    .map(type -> Arguments.of(name, type)));
  }

  /** With kernels of our own what is in the packed file is in memory, else all of it as floats. */
  @ParameterizedTest
  @MethodSource("quantisedModels")
  void quantised(String model, ComputeType type) throws IOException {
    TestModels.copy(model, folder);
    ModelInfo info = ENGINE.inspect(folder);
    ENGINE
        .load(folder, new LoadOptions("cpu", type, 64, 1, BatchOptions.plain(), done -> {}))
        .close();
    Path packed = folder.resolve(".autoglm").resolve(type + ".safetensors");
    ModelMemory memory = memory(type);
    if (Files.exists(packed)) {
      long embeddings = embeddingBytes(info) + positionBytes(info);
      assertThat(memory.weightBytes())
          .isCloseTo(Files.size(packed) + embeddings, Percentage.withPercentage(8));
    } else {
      assertThat(memory.weightBytes()).isGreaterThanOrEqualTo(4 * info.parameters());
    }
  }

  /** Learned positions are vectors, in float32. */
  private static long positionBytes(ModelInfo info) {
    boolean learned = info.architecture().equals("GPT2LMHeadModel");
    return learned ? 4L * info.contextLength() * info.hiddenSize() : 0;
  }

  /** It is looked up as it is stored. */
  private static long embeddingBytes(ModelInfo info) {
    int bytes = List.of("BF16", "F16").contains(info.storedType()) ? 2 : 4;
    return (long) bytes * info.vocabularySize() * info.hiddenSize();
  }
}
