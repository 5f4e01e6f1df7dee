// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.EmbeddingListener;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.SamplingParameters;

class SequenceBatchTest {
  private static final int CONTEXT = 40;

  private final FakeForward forward = new FakeForward(200);
  private final SequenceBatch batch = batch(forward, 200, 8, 512);

  @Test
  void aSequenceGeneratesWhatTheModelSaysUntilTheMostTokens() {
    Recorder recorder = new Recorder();
    batch.submit(request(new int[] {1, 2, 3}, 5), recorder);
    runAll(batch);
    assertThat(recorder.tokens()).isEqualTo(alone(new int[] {1, 2, 3}, 5));
    assertThat(recorder.text()).isEqualTo(letters(recorder.tokens()));
    assertThat(recorder.reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(recorder.usage().promptTokens()).isEqualTo(3);
    assertThat(recorder.usage().completionTokens()).isEqualTo(5);
  }

  @Test
  void aSequenceEndsWhereTheContextEnds() {
    Recorder recorder = new Recorder();
    batch.submit(request(new int[] {1, 2, 3}, Integer.MAX_VALUE), recorder);
    runAll(batch);
    assertThat(recorder.tokens()).hasSize(CONTEXT - 3);
    assertThat(recorder.reason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void aStopTokenEndsTheSequenceAndGivesNoText() {
    List<Integer> expected = alone(new int[] {4, 5}, 10);
    int stop = expected.get(3);
    Recorder recorder = new Recorder();
    batch.submit(GenerationRequest.greedy(new int[] {4, 5}, 10, Set.of(stop)), recorder);
    runAll(batch);
    int end = expected.indexOf(stop);
    assertThat(recorder.tokens()).isEqualTo(expected.subList(0, end + 1));
    assertThat(recorder.text()).isEqualTo(letters(expected.subList(0, end)));
    assertThat(recorder.reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void aStopStringEndsTheSequenceAndNeverShows() {
    List<Integer> expected = alone(new int[] {9}, 12);
    String all = letters(expected);
    String stop = all.substring(4, 7);
    Recorder recorder = new Recorder();
    batch.submit(
        new GenerationRequest(
            "",
            new int[] {9},
            12,
            0,
            SamplingParameters.greedy(),
            Set.of(),
            List.of(stop),
            true,
            false),
        recorder);
    runAll(batch);
    assertThat(recorder.text()).isEqualTo(all.substring(0, all.indexOf(stop)));
    assertThat(recorder.reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void nothingEndsASequenceBeforeItsFewestTokens() {
    List<Integer> expected = alone(new int[] {9}, 12);
    String all = letters(expected);
    for (int fewest = 0; fewest <= 12; fewest++) {
      Recorder byText = new Recorder();
      batch.submit(
          ending(fewest, Set.of(), List.of(LetterTokenizer.letter(expected.get(4)))), byText);
      Recorder byToken = new Recorder();
      batch.submit(ending(fewest, Set.of(expected.get(4)), List.of()), byToken);
      runAll(batch);
      assertThat(byText.tokens()).hasSizeGreaterThanOrEqualTo(Math.max(1, fewest));
      assertThat(all).startsWith(byText.text());
      assertThat(byToken.tokens()).hasSizeGreaterThanOrEqualTo(Math.max(1, fewest));
      assertThat(byToken.tokens().subList(0, Math.min(fewest, byToken.tokens().size())))
          .doesNotContain(expected.get(4));
      if (fewest <= 4) {
        assertThat(byText.reason()).isEqualTo(FinishReason.STOP);
        assertThat(byToken.tokens()).isEqualTo(expected.subList(0, 5));
        assertThat(byToken.reason()).isEqualTo(FinishReason.STOP);
      }
    }
  }

  private static GenerationRequest ending(int fewest, Set<Integer> tokens, List<String> strings) {
    return new GenerationRequest(
        "", new int[] {9}, 12, fewest, SamplingParameters.greedy(), tokens, strings, true, false);
  }

  @Test
  void promptLogprobsAreReportedOnceBeforeTheFirstToken() {
    Recorder recorder = new Recorder();
    int[] prompt = {3, FakeForward.next(new int[] {3}, 1), 7};
    batch.submit(
        new GenerationRequest("", prompt, 0, 0, withLogprobs(2), Set.of(), List.of(), true, true),
        recorder);
    runAll(batch);
    assertThat(recorder.prompt()).hasSize(3);
    assertThat(recorder.prompt().get(0).logprob()).isNaN();
    assertThat(recorder.prompt().get(1).token()).isEqualTo(prompt[1]);
    assertThat(recorder.prompt().get(1).logprob()).isGreaterThan(-0.1f);
    assertThat(recorder.prompt().get(1).top()).hasSize(2);
    assertThat(recorder.tokens()).isEmpty();
    assertThat(recorder.reason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void logprobsComeWithEveryTokenWhenAskedFor() {
    Recorder recorder = new Recorder();
    batch.submit(
        new GenerationRequest(
            "", new int[] {1}, 4, 0, withLogprobs(0), Set.of(), List.of(), true, false),
        recorder);
    runAll(batch);
    assertThat(recorder.logprobs()).hasSize(4);
    assertThat(recorder.logprobs().get(0).token()).isEqualTo(recorder.tokens().get(0));
  }

  @Test
  void cancellingFreesTheCacheBeforeTheNextStep() {
    Recorder recorder = new Recorder();
    GenerationHandle handle = batch.submit(request(new int[] {1, 2}, 30), recorder);
    batch.step();
    batch.step();
    assertThat(batch.statistics().cache().usedTokens()).isPositive();
    handle.cancel();
    int calls = forward.calls();
    batch.step();
    assertThat(forward.calls()).isEqualTo(calls);
    assertThat(batch.statistics().cache().usedTokens()).isZero();
    assertThat(recorder.reason()).isEqualTo(FinishReason.CANCELLED);
    handle.cancel();
    batch.step();
  }

  @Test
  void aFailingStepFailsItsSequencesAndLeavesTheBatchUsable() {
    Recorder first = new Recorder();
    batch.submit(request(new int[] {1}, 5), first);
    forward.failOnCall(2);
    runAll(batch);
    assertThat(first.failure()).hasMessage("the device is on fire");
    Recorder second = new Recorder();
    batch.submit(request(new int[] {1}, 5), second);
    runAll(batch);
    assertThat(second.tokens()).isEqualTo(alone(new int[] {1}, 5));
    assertThat(batch.statistics().cache().usedTokens()).isZero();
  }

  @Test
  void anEmbeddingIsTheMeanOfAllHiddenStatesAlsoInChunks() {
    SequenceBatch small = batch(forward, 200, 8, 3);
    float[][] result = new float[1][];
    small.submitEmbedding(
        "",
        new int[] {2, 4, 6, 8, 10},
        new EmbeddingListener() {
          @Override
          public void onEmbedding(float[] embedding) {
            result[0] = embedding;
          }

          @Override
          public void onFailed(Throwable failure) {
            throw new AssertionError(failure);
          }
        });
    runAll(small);
    assertThat(result[0]).containsExactly(6, 2);
  }

  @Test
  void whatCanNeverRunIsRefusedWithTheNumbers() {
    Recorder recorder = new Recorder();
    assertThatThrownBy(() -> batch.submit(request(new int[0], 5), recorder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one token");
    assertThatThrownBy(() -> batch.submit(request(new int[CONTEXT + 1], 5), recorder))
        .hasMessageContaining("41")
        .hasMessageContaining("40");
    assertThatThrownBy(() -> batch.submit(request(new int[] {50}, 5), recorder))
        .hasMessageContaining("50");
    assertThatThrownBy(() -> batch.submit(request(new int[] {1}, 0), recorder))
        .hasMessageContaining("maxTokens");
  }

  @Test
  void closingFailsWhatRunsAndWhatWaitsAndRefusesMore() {
    SequenceBatch one = batch(forward, 200, 1, 512);
    Recorder running = new Recorder();
    Recorder waiting = new Recorder();
    one.submit(request(new int[] {1}, 9), running);
    one.submit(request(new int[] {2}, 9), waiting);
    one.step();
    one.close();
    assertThat(running.failure()).hasMessageContaining("closed");
    assertThat(waiting.failure()).hasMessageContaining("closed");
    assertThat(one.statistics().cache().usedTokens()).isZero();
    assertThatThrownBy(() -> one.submit(request(new int[] {1}, 9), new Recorder()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void awaitWorkReturnsAsSoonAsASequenceArrives() throws Exception {
    assertThat(batch.awaitWork(Duration.ZERO)).isFalse();
    Thread submitter = new Thread(() -> batch.submit(request(new int[] {1}, 1), new Recorder()));
    submitter.start();
    assertThat(batch.awaitWork(Duration.ofSeconds(30))).isTrue();
    submitter.join();
  }

  @Test
  void rowsThatNobodyHoldsAreFoundAsSoonAsTheBatchIsIdle() {
    SequenceCache cache = new SequenceCache(200, forward::copyCache, true);
    BatchLimits limits = new BatchLimits(FakeForward.VOCABULARY, CONTEXT, 200, 8, 512);
    SequenceBatch watched =
        new SequenceBatch(
            forward,
            limits,
            BatchOptions.defaults(),
            new LetterTokenizer(),
            () -> 42L,
            cache,
            System::nanoTime);
    watched.submit(request(new int[] {1, 2, 3}, 5), new Recorder());
    runAll(watched);
    EmbeddingSequence stranger =
        new EmbeddingSequence("", new int[] {1, 2, 3}, null, forward.hiddenSize(), () -> {});
    assertThat(cache.admit(stranger, List.of())).isTrue();
    Recorder recorder = new Recorder();
    watched.submit(request(new int[] {1, 2, 3}, 5), recorder);
    assertThatThrownBy(() -> runAll(watched))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("held by nobody");
    assertThat(recorder.ended()).isTrue();
  }

  private static SequenceBatch batch(
      FakeForward model, int cacheRows, int sequences, int tokensPerStep) {
    BatchLimits limits =
        new BatchLimits(FakeForward.VOCABULARY, CONTEXT, cacheRows, sequences, tokensPerStep);
    return new SequenceBatch(
        model, limits, BatchOptions.defaults(), new LetterTokenizer(), () -> 42L);
  }

  private static GenerationRequest request(int[] prompt, int maxTokens) {
    return GenerationRequest.greedy(prompt, maxTokens, Set.of());
  }

  private static SamplingParameters withLogprobs(int top) {
    return new SamplingParameters(0, 0, 1, 0, 0, 0, 1, Map.of(), OptionalLong.empty(), top);
  }

  private static List<Integer> alone(int[] prompt, int count) {
    int[] tokens = Arrays.copyOf(prompt, prompt.length + count);
    List<Integer> generated = new ArrayList<>();
    for (int i = prompt.length; i < tokens.length; i++) {
      tokens[i] = FakeForward.next(tokens, i);
      generated.add(tokens[i]);
    }
    return generated;
  }

  private static String letters(List<Integer> tokens) {
    return new LetterTokenizer()
        .decode(tokens.stream().mapToInt(Integer::intValue).toArray(), true);
  }

  private static void runAll(SequenceBatch batch) {
    int steps = 0;
    while (batch.step()) {
      assertThat(steps++).isLessThan(1000);
    }
  }
}
