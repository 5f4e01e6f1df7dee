// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openautoglm.engine.TestModels;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.batch.StepTokens;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.kernel.KernelsUnavailableException;
import org.openautoglm.engine.kernel.NativeKernels;

/** Every family against the numbers Hugging Face's own code gives. */
class ReferenceLogitsTest {
  private static final float TOLERANCE = 2e-4f;
  private static final int CACHE = 256;
  private static final Path NATIVES = Path.of("target/native");
  private static final Path QUANTISED = Path.of("target/quantised");
  private static boolean hasKernels;

  static final List<String> MODELS = TestModels.NAMES;

  /** Relative errors of int4 in ADR 6. */
  private static final Map<String, Double> INT4_ERRORS =
      Map.ofEntries(
          Map.entry("glm", 0.16),
          Map.entry("glm_tied_bf16", 0.16),
          Map.entry("glm4_sharded", 0.12),
          Map.entry("glm4_moe", 0.05),
          Map.entry("glm4_moe_grouped", 0.07),
          Map.entry("llama_f16", 0.12),
          Map.entry("llama3_rope", 0.20),
          Map.entry("gpt2", 0.07),
          Map.entry("gpt2_hub", 0.07),
          Map.entry("qwen2_tied", 0.13),
          Map.entry("qwen3", 0.14));

  @BeforeAll
  static void startEngine() {
    InferenceEngine.discover().start(new EngineOptions(NATIVES, 2));
    try {
      hasKernels = NativeKernels.load(NATIVES, 2).sets() > 0;
    } catch (KernelsUnavailableException e) {
      hasKernels = false;
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void logitsOfTheLastPositionAndTheBestTokenOfEveryPositionAreThoseOfTheReference(String name) {
    verify(TestModels.folder(name), TestModels.folder(name).resolve("expected.json"));
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void theConfigurationInTheSpellingOfTransformers5MeansTheSame(String name, @TempDir Path copy)
      throws IOException {
    Path folder = TestModels.folder(name);
    copy(folder, copy);
    Files.delete(copy.resolve("config.json"));
    Files.move(copy.resolve("config.transformers5.json"), copy.resolve("config.json"));
    verify(copy, folder.resolve("expected.json"));
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void feedingTheSequenceInChunksGivesTheSameLogits(String name) {
    Path folder = TestModels.folder(name);
    try (TorchDecoder decoder = load(folder)) {
      for (JsonObject expected : TestModels.cases(folder.resolve("expected.json"))) {
        int[] ids = TestModels.ints(expected.get("input_ids"));
        float[] logits = {};
        int past = 0;
        for (int chunk = 1; past < ids.length; chunk++) {
          int count = Math.min(chunk, ids.length - past);
          logits = decoder.logits(chunk(ids, past, count, 7, false));
          past += count;
        }
        assertClose(logits, 0, TestModels.floats(expected.get("last_logits")));
      }
    }
  }

  /** To rows some of which they come from, in both directions, and to others. */
  @ParameterizedTest
  @FieldSource("MODELS")
  void rowsOfTheCacheThatWereMovedMeanTheSame(String name) {
    Path folder = TestModels.folder(name);
    try (TorchDecoder decoder = load(folder)) {
      for (JsonObject expected : TestModels.cases(folder.resolve("expected.json"))) {
        int[] ids = TestModels.ints(expected.get("input_ids"));
        int last = ids.length - 1;
        int row = 5;
        if (last > 0) {
          decoder.logits(chunk(ids, 0, last, row, false));
          for (int target : new int[] {row + 1, row, CACHE - ids.length}) {
            decoder.copyCache(row, target, last);
            row = target;
          }
        }
        float[] logits = decoder.logits(chunk(ids, last, 1, row, false));
        assertClose(logits, 0, TestModels.floats(expected.get("last_logits")));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void tensorsTooLargeForOneMappingArePutTogetherFromParts(String name) {
    Path folder = TestModels.folder(name);
    try (TorchDecoder decoder =
        TorchDecoder.load(
            Checkpoint.open(folder), placement(ComputeType.FLOAT32), fraction -> {}, 1_000)) {
      verify(decoder, folder.resolve("expected.json"));
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void bfloat16StaysWithinFivePercentOfFloat32(String name) {
    assertThat(error(name, TestModels.folder(name), placement(ComputeType.BFLOAT16)))
        .isLessThan(0.05);
  }

  /** The figures are in ADR 6: 1.0 to 2.2 %. */
  @ParameterizedTest
  @FieldSource("MODELS")
  void int8StaysCloseToFloat32(String name, @TempDir Path copy) throws IOException {
    assertQuantised(name, copy, ComputeType.INT8, 0.025);
  }

  /** The figures are in ADR 6: 5 to 20 %, which is 0.3 to 4 % as mean squared error. */
  @ParameterizedTest
  @FieldSource("MODELS")
  void int4StaysRecognisable(String name, @TempDir Path copy) throws IOException {
    assertQuantised(name, copy, ComputeType.INT4, INT4_ERRORS.get(name) + 0.015);
  }

  /** With our own kernels and without, which shows that both read the same packed weights. */
  private static void assertQuantised(String name, Path copy, ComputeType type, double tolerance)
      throws IOException {
    copy(TestModels.folder(name), copy);
    Placement floats = placement(type);
    double without = error(name, copy, floats);
    Placement kernels = new Placement("cpu", type, true, QUANTISED, CACHE, new ReentrantLock());
    double with = hasKernels ? error(name, copy, kernels) : without;
    System.out.printf(
        Locale.ROOT,
        "%s, %s: relative error %.1f %%, NMSE %.2f %%%n",
        name,
        type,
        100 * with,
        100 * with * with);
    assertThat(without).isLessThan(tolerance);
    assertThat(with).isLessThan(tolerance).isCloseTo(without, within(0.02));
  }

  /** Normalised error of the last logits of all cases: |found - expected| / |expected|. */
  private static double error(String name, Path folder, Placement placement) {
    double error = 0;
    double size = 0;
    try (TorchDecoder decoder =
        TorchDecoder.load(Checkpoint.open(folder), placement, fraction -> {})) {
      for (JsonObject expected :
          TestModels.cases(TestModels.folder(name).resolve("expected.json"))) {
        int[] ids = TestModels.ints(expected.get("input_ids"));
        float[] logits = decoder.logits(chunk(ids, 0, ids.length, 0, false));
        float[] reference = TestModels.floats(expected.get("last_logits"));
        for (int i = 0; i < reference.length; i++) {
          error += Math.pow(logits[i] - reference[i], 2);
          size += Math.pow(reference[i], 2);
        }
      }
    }
    return Math.sqrt(error / size);
  }

  private static void copy(Path folder, Path copy) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
  }

  private static void verify(TorchDecoder decoder, Path references) {
    for (JsonObject expected : TestModels.cases(references)) {
      int[] ids = TestModels.ints(expected.get("input_ids"));
      float[] logits = decoder.logits(chunk(ids, 0, ids.length, 0, true));
      int vocabulary = decoder.vocabularySize();
      assertThat(IntStream.range(0, ids.length).map(row -> best(logits, row, vocabulary)))
          .containsExactly(boxed(TestModels.ints(expected.get("argmax_per_position"))));
      assertClose(
          logits, (ids.length - 1) * vocabulary, TestModels.floats(expected.get("last_logits")));
    }
  }

  private static void verify(Path folder, Path references) {
    try (TorchDecoder decoder = load(folder)) {
      verify(decoder, references);
    }
  }

  private static TorchDecoder load(Path folder) {
    return TorchDecoder.load(
        Checkpoint.open(folder), placement(ComputeType.FLOAT32), fraction -> {});
  }

  private static Placement placement(ComputeType type) {
    return new Placement(
        "cpu", type, false, Path.of("target/quantised"), CACHE, new ReentrantLock());
  }

  private static StepTokens chunk(int[] ids, int past, int count, int firstRow, boolean all) {
    long[] tokens = IntStream.range(past, past + count).mapToLong(i -> ids[i]).toArray();
    long[] positions = IntStream.range(past, past + count).asLongStream().toArray();
    long[] rows = IntStream.range(past, past + count).mapToLong(i -> firstRow + i).toArray();
    long[] wanted = IntStream.range(all ? 0 : count - 1, count).asLongStream().toArray();
    return new StepTokens(
        tokens, positions, rows, new long[] {0, count, firstRow, past + count}, wanted);
  }

  private static void assertClose(float[] logits, int offset, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(logits[offset + i]).as("logit %d", i).isCloseTo(expected[i], within(TOLERANCE));
    }
  }

  private static int best(float[] logits, int row, int vocabulary) {
    int best = row * vocabulary;
    for (int i = best; i < (row + 1) * vocabulary; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best - row * vocabulary;
  }

  private static Integer[] boxed(int[] values) {
    return IntStream.of(values).boxed().toArray(Integer[]::new);
  }
}
