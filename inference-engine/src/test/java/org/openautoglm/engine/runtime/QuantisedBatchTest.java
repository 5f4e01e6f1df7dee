// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openautoglm.engine.TestModels;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.BatchStatistics;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.SamplingParameters;
import org.openautoglm.engine.batch.Recorder;

/**
 * Quantised models under everything that happens in a busy batch: shared prefixes, a cache too
 * small for all, guessed tokens, cancellations. Each sequence must get exactly what it gets alone.
 */
class QuantisedBatchTest {
  private static final InferenceEngine ENGINE = InferenceEngine.discover();
  private static final int REQUESTS = 40;
  private static final int CACHE = 160;

  @BeforeAll
  static void startEngine() {
    ENGINE.start(new EngineOptions(Path.of("target/native"), 2));
  }

  static Stream<Arguments> models() {
    return TestModels.NAMES.stream()
        .flatMap(
            name ->
                Stream.of(ComputeType.INT8, ComputeType.INT4)
                    .map(type -> Arguments.of(name, type)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void anyInterleavingGivesEachRequestWhatItGetsAlone(
      String name, ComputeType type, @TempDir Path folder) throws IOException {
    TestModels.copy(name, folder);
    List<GenerationRequest> requests = requests(new Random(name.hashCode()));
    Map<Integer, List<Integer>> alone = new HashMap<>();
    try (Model model = load(folder, type, BatchOptions.plain())) {
      for (int i = 0; i < requests.size(); i++) {
        Recorder recorder = new Recorder();
        model.batch().submit(requests.get(i), recorder);
        finish(model);
        alone.put(i, recorder.tokens());
      }
    }
    try (Model model = load(folder, type, BatchOptions.defaults())) {
      together(model, requests, alone);
      BatchStatistics statistics = model.batch().statistics();
      assertThat(statistics.totals().cachedPrompt()).isPositive();
      assertThat(statistics.cache().usedTokens()).isZero();
    }
  }

  private static void together(
      Model model, List<GenerationRequest> requests, Map<Integer, List<Integer>> alone) {
    Random random = new Random(11);
    List<Recorder> recorders = new ArrayList<>();
    Map<Integer, GenerationHandle> cancelled = new HashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      Recorder recorder = new Recorder();
      recorders.add(recorder);
      GenerationHandle handle = model.batch().submit(requests.get(i), recorder);
      if (i % 9 == 5) {
        cancelled.put(i, handle);
      }
      for (int steps = random.nextInt(4); steps > 0; steps--) {
        model.batch().step();
      }
      if (cancelled.containsKey(i - 2)) {
        cancelled.get(i - 2).cancel();
      }
    }
    finish(model);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(recorders.get(i).failure()).isNull();
      List<Integer> found = recorders.get(i).tokens();
      int expected = cancelled.containsKey(i) ? found.size() : alone.get(i).size();
      assertThat(found).as("request %d", i).isEqualTo(alone.get(i).subList(0, expected));
    }
  }

  /** Prompts that share beginnings, some with a repeated part, from three tenants. */
  private static List<GenerationRequest> requests(Random random) {
    int[] common = random.ints(40, 0, 200).toArray();
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      int shared = random.nextInt(common.length);
      int own = 1 + random.nextInt(20);
      int[] prompt = new int[shared + own];
      System.arraycopy(common, 0, prompt, 0, shared);
      for (int t = shared; t < prompt.length; t++) {
        prompt[t] = t % 3 == 0 || t < 3 ? random.nextInt(200) : prompt[t - 3];
      }
      SamplingParameters sampling =
          i % 3 == 0
              ? new SamplingParameters(
                  1.0, 0, 0.95, 0, 0, 0, 1, Map.of(), java.util.OptionalLong.of(i), -1)
              : SamplingParameters.greedy();
      requests.add(
          new GenerationRequest(
              "tenant " + i % 3,
              prompt,
              1 + random.nextInt(30),
              0,
              sampling,
              Set.of(),
              List.of(),
              true,
              false));
    }
    return requests;
  }

  private static Model load(Path folder, ComputeType type, BatchOptions options) {
    return ENGINE.load(folder, LoadOptions.cpu(CACHE).withComputeType(type).withBatch(options));
  }

  private static void finish(Model model) {
    for (int steps = 0; model.batch().step(); steps++) {
      assertThat(steps).isLessThan(10_000);
    }
  }
}
