// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openautoglm.engine.TestModels;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.batch.StepTokens;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.engine.torchscript.ScriptModule;

/**
 * What can be shown of the GPU's path without a GPU: that the kernel is handed the right numbers,
 * by putting in its place a slow one that reads them as its documentation says, and that libtorch
 * knows the kernel with these arguments.
 */
class FlashOperatorsTest {
  private static final float TOLERANCE = 2e-4f;
  private static final int CACHE = 512;

  private static final String SLOW_KERNEL =
      """
        def flash(self: __torch__.Decoder, q: Tensor, kc: Tensor, vc: Tensor, begins: Tensor,
            starts: Tensor, lengths: Tensor, queries: int, keys: int) -> Tensor:
          parts = annotate(List[Tensor], [])
          group = torch.floordiv(torch.size(q, 1), torch.size(kc, 1))
          root = torch.sqrt(torch.size(q, 2))
          for s in range(torch.size(lengths, 0)):
            begin = int(torch.select(begins, 0, s))
            count = int(torch.select(begins, 0, s + 1)) - begin
            start = int(torch.select(starts, 0, s))
            length = int(torch.select(lengths, 0, s))
            if count > queries:
              ops.prim.RaiseException("more queries than announced")
            if length > keys:
              ops.prim.RaiseException("more keys than announced")
            qs = torch.transpose(torch.narrow(q, 0, begin, count), 0, 1)
            ks = torch.transpose(torch.narrow(kc, 0, start, length), 0, 1)
            vs = torch.transpose(torch.narrow(vc, 0, start, length), 0, 1)
            ks = torch.repeat_interleave(ks, group, 0)
            vs = torch.repeat_interleave(vs, group, 0)
            scores = torch.div(torch.matmul(qs, torch.transpose(ks, 1, 2)), root)
            hidden = torch.triu(torch.ones([count, length], dtype=11), length - count + 1)
            weights = torch.softmax(torch.masked_fill(scores, hidden, -inf), -1)
            _ = torch.append(parts, torch.transpose(torch.matmul(weights, vs), 0, 1))
          return torch.cat(parts, 0)
      """;

  static final List<String> MODELS = TestModels.NAMES;

  @BeforeAll
  static void startEngine() {
    InferenceEngine.discover().start(new EngineOptions(Path.of("target/native"), 2));
  }

  private static TorchDecoder load(String name) {
    Placement placement =
        new Placement(
            "cpu",
            ComputeType.FLOAT32,
            false,
            Path.of("target/quantised"),
            CACHE,
            new ReentrantLock());
    return TorchDecoder.load(
        Checkpoint.open(TestModels.folder(name)),
        placement,
        new FlashOperators(SLOW_KERNEL, false),
        fraction -> {},
        StoredTensor.LARGEST_PART);
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void sequencesThatLieInAnyOrderInTheCacheGiveTheLogitsOfTheReference(String name) {
    List<JsonObject> cases =
        TestModels.cases(TestModels.folder(name).resolve("expected.json")).subList(0, 2);
    List<int[]> prompts = new ArrayList<>();
    cases.forEach(expected -> prompts.add(TestModels.ints(expected.get("input_ids"))));
    // the second one lies before the first in the cache
    int[] places = {CACHE / 2 + 3, 5};
    int[] past = {0, 0};
    float[][] last = new float[2][];
    try (TorchDecoder decoder = load(name)) {
      while (past[0] < prompts.get(0).length || past[1] < prompts.get(1).length) {
        List<Integer> computed = new ArrayList<>();
        List<long[]> tokens = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        List<Long> rows = new ArrayList<>();
        for (int s = 0; s < 2; s++) {
          int count = Math.min(3 + s, prompts.get(s).length - past[s]);
          if (count > 0) {
            sequences.addAll(
                List.of(
                    (long) tokens.size(), (long) count, (long) places[s], (long) past[s] + count));
            for (int i = past[s]; i < past[s] + count; i++) {
              tokens.add(new long[] {prompts.get(s)[i], i, places[s] + i});
            }
            rows.add(tokens.size() - 1L);
            past[s] += count;
            computed.add(s);
          }
        }
        float[] logits =
            decoder.logits(
                new StepTokens(
                    tokens.stream().mapToLong(token -> token[0]).toArray(),
                    tokens.stream().mapToLong(token -> token[1]).toArray(),
                    tokens.stream().mapToLong(token -> token[2]).toArray(),
                    sequences.stream().mapToLong(Long::longValue).toArray(),
                    rows.stream().mapToLong(Long::longValue).toArray()));
        int width = decoder.vocabularySize();
        for (int row = 0; row < computed.size(); row++) {
          last[computed.get(row)] = Arrays.copyOfRange(logits, row * width, (row + 1) * width);
        }
      }
    }
    for (int s = 0; s < 2; s++) {
      float[] expected = TestModels.floats(cases.get(s).get("last_logits"));
      for (int i = 0; i < expected.length; i++) {
        assertThat(last[s][i]).isCloseTo(expected[i], within(TOLERANCE));
      }
    }
  }

  @Test
  void libtorchKnowsTheKernelWithTheseArguments() {
    Decoder decoder =
        Architecture.of(Checkpoint.open(TestModels.folder(MODELS.get(0))))
            .describe(Checkpoint.open(TestModels.folder(MODELS.get(0))), new FlashOperators());
    // every operator is looked up, with the types of its arguments, when the script is loaded
    ScriptModule.load(StepScript.archive(decoder), Device.cpu()).close();
    assertThat(decoder.operators().fit(decoder.sizes().heads())).isTrue();
  }

  @Test
  void withoutAGpuTheKernelIsFoundNotToWork() {
    Placement placement =
        new Placement(
            "cpu",
            ComputeType.BFLOAT16,
            false,
            Path.of("target/quantised"),
            CACHE,
            new ReentrantLock());
    assertThat(FlashOperators.work(placement)).isFalse();
  }
}
