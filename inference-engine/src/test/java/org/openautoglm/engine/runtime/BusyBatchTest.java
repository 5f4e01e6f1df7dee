// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
import org.openautoglm.engine.api.TokenLogprobs;
import org.openautoglm.engine.batch.Recorder;

/**
 * Models under everything that happens in a busy batch: shared prefixes, a cache too small for all,
 * guessed tokens, cancellations. Each sequence must get what it gets alone: exactly where tokens
 * are computed one by one, which those of quantised models are, and up to a choice between two
 * equally likely tokens with libtorch's products, whose rounding depends on how many they compute.
 */
class BusyBatchTest {
  private static final InferenceEngine ENGINE = InferenceEngine.discover();
  private static final Exactness[] EXACTNESS = {
    new Exactness(ComputeType.INT8, 0),
    new Exactness(ComputeType.INT4, 0),
    new Exactness(ComputeType.FLOAT32, 1e-4),
    new Exactness(ComputeType.BFLOAT16, 0.25),
  };
  private static final int REQUESTS = 40;
  private static final int CACHE = 230;

  @BeforeAll
  static void startEngine() {
    ENGINE.start(new EngineOptions(Path.of("target/native"), 2));
  }

  static Stream<Arguments> models() {
    return TestModels.NAMES.stream()
        .flatMap(name -> Stream.of(EXACTNESS).map(exactness -> Arguments.of(name, exactness)));
  }

  /**
   * How exactly a number format gives the same answer.
   *
   * @param tie difference of logarithmic probabilities up to which two tokens are equally likely
   */
  private record Exactness(ComputeType type, double tie) {
    boolean isWhole() {
      return tie == 0;
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void anyInterleavingGivesEachRequestWhatItGetsAlone(
      String name, Exactness exactness, @TempDir Path folder) throws IOException {
    TestModels.copy(name, folder);
    List<GenerationRequest> requests = requests(new Random(name.hashCode()), exactness);
    List<Recorder> alone = alone(folder, exactness.type, requests);
    try (Model model = load(folder, exactness.type, BatchOptions.defaults())) {
      together(model, requests, alone, exactness);
      assertThat(model.batch().statistics().cache().usedTokens()).isZero();
      // or nothing of what may go wrong has happened
      BatchStatistics.Totals totals = model.batch().statistics().totals();
      assertThat(totals.cachedPrompt()).isPositive();
      assertThat(totals.recomputed()).isPositive();
      assertThat(totals.accepted()).isPositive();
      assertThat(totals.drafted()).isGreaterThan(totals.accepted());
    }
  }

  private static List<Recorder> alone(
      Path folder, ComputeType type, List<GenerationRequest> requests) {
    List<Recorder> alone = new ArrayList<>();
    try (Model model = load(folder, type, BatchOptions.plain())) {
      for (GenerationRequest request : requests) {
        Recorder recorder = new Recorder();
        alone.add(recorder);
        model.batch().submit(request, recorder);
        finish(model);
      }
    }
    return alone;
  }

  private static void together(
      Model model, List<GenerationRequest> requests, List<Recorder> alone, Exactness exactness) {
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
      check(recorders.get(i), alone.get(i), cancelled.containsKey(i), exactness);
    }
  }

  private static void check(
      Recorder together, Recorder alone, boolean cancelled, Exactness exactness) {
    List<Integer> found = together.tokens();
    List<Integer> expected = alone.tokens();
    for (int t = 0; t < Math.min(found.size(), expected.size()); t++) {
      if (!found.get(t).equals(expected.get(t))) {
        assertThat(exactness.isWhole()).as("%s instead of %s", found, expected).isFalse();
        int other = found.get(t);
        List<TokenLogprobs.Alternative> best = alone.logprobs().get(t).top();
        assertThat(best)
            .as("%s instead of %s", found, expected)
            .anyMatch(
                each ->
                    each.token() == other
                        && best.get(0).logprob() - each.logprob() < exactness.tie);
        return;
      }
    }
    if (!cancelled) {
      assertThat(found).hasSameSizeAs(expected);
      assertThat(together.text()).isEqualTo(alone.text());
      assertThat(together.reason()).isEqualTo(alone.reason());
    }
  }

  /** Prompts that share beginnings, some with a repeated part, from three tenants. */
  private static List<GenerationRequest> requests(Random random, Exactness exactness) {
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
          i % 3 == 0 && exactness.isWhole()
              ? new SamplingParameters(1.0, 0, 0.95, 0, 0, 0, 1, Map.of(), OptionalLong.of(i), -1)
              : new SamplingParameters(
                  0,
                  0,
                  1,
                  0,
                  0,
                  0,
                  1,
                  Map.of(),
                  OptionalLong.empty(),
                  exactness.isWhole() ? -1 : 2);
      requests.add(
          new GenerationRequest(
              "tenant " + i % 3,
              prompt,
              // the long ones outgrow the room they are given at first, and must be put back
              i % 2 == 0 ? 80 + random.nextInt(40) : 1 + random.nextInt(30),
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
