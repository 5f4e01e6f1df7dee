// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openautoglm.engine.TestModels;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.batch.Recorder;

/** Whole models against the tokens and texts Hugging Face's own code gives. */
class ReferenceTextTest {
  static final List<String> MODELS = TestModels.NAMES;
  private static final InferenceEngine ENGINE = InferenceEngine.discover();

  @BeforeAll
  static void startEngine() {
    ENGINE.start(new EngineOptions(Path.of("target/native"), 2));
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void promptsBecomeTheTokensAndTextOfTheReference(String name) {
    Path folder = TestModels.folder(name);
    try (Model model = load(folder, 4096)) {
      for (JsonObject expected : TestModels.cases(folder.resolve("e2e.json"))) {
        int[] prompt = TestModels.ints(expected.get("prompt_ids"));
        assertThat(model.tokenizer().encode(expected.get("prompt").getAsString(), false))
            .isEqualTo(prompt);
        Recorder recorder = new Recorder();
        model
            .batch()
            .submit(
                GenerationRequest.greedy(prompt, 24, model.generationDefaults().stopTokens()),
                recorder);
        run(model);
        assertThat(recorder.failure()).isNull();
        assertThat(recorder.tokens())
            .containsExactly(boxed(TestModels.ints(expected.get("output_ids"))));
        assertThat(recorder.text()).isEqualTo(expected.get("output_text").getAsString());
      }
    }
  }

  @Test
  void theThreadThatStepsNeedNotBeTheOneThatStartedTheEngine() throws Exception {
    Thread other = new Thread(() -> promptsBecomeTheTokensAndTextOfTheReference("gpt2"));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    other.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    other.start();
    other.join();
    assertThat(failure.get()).isNull();
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void sequencesComputedTogetherInATightCacheGetWhatTheyGetAlone(String name) {
    Path folder = TestModels.folder(name);
    List<JsonObject> cases = TestModels.cases(folder.resolve("expected.json"));
    int longest =
        cases.stream().mapToInt(c -> c.getAsJsonArray("input_ids").size()).max().orElseThrow();
    try (Model model = load(folder, longest + 20)) {
      List<Recorder> recorders = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        for (JsonObject expected : cases) {
          Recorder recorder = new Recorder();
          recorders.add(recorder);
          model
              .batch()
              .submit(
                  GenerationRequest.greedy(
                      TestModels.ints(expected.get("input_ids")), 16, Set.of()),
                  recorder);
          model.batch().step();
        }
      }
      run(model);
      for (int i = 0; i < recorders.size(); i++) {
        assertThat(recorders.get(i).tokens())
            .containsExactly(
                boxed(TestModels.ints(cases.get(i % cases.size()).get("greedy_continuation"))));
      }
    }
  }

  private static Model load(Path folder, int cacheTokens) {
    return ENGINE.load(folder, LoadOptions.cpu(cacheTokens).withComputeType(ComputeType.FLOAT32));
  }

  private static void run(Model model) {
    for (int steps = 0; model.batch().step(); steps++) {
      assertThat(steps).isLessThan(10_000);
    }
    assertThat(model.batch().statistics().cache().usedTokens()).isZero();
  }

  private static Integer[] boxed(int[] values) {
    return IntStream.of(values).boxed().toArray(Integer[]::new);
  }
}
