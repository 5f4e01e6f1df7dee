// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.BatchStatistics;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.SamplingParameters;
import org.openautoglm.engine.kvcache.PrefixCache;

class PrefixReuseTest {
  private static final BatchOptions REUSE = new BatchOptions(true, false);

  private final FakeForward model = new FakeForward(400);
  private final SequenceBatch batch = Batches.batch(model, 400, 4, 512, REUSE);

  @Test
  void theSecondTurnOfAConversationComputesOnlyTheNewTokensAndCopiesNothing() {
    int[] first = Batches.tokens(1, 40);
    Recorder answer = Batches.run(batch, Batches.request("a", first, 10));
    int[] second = Batches.join(Batches.join(first, ids(answer)), Batches.tokens(2, 5));
    long before = model.tokensComputed();

    Recorder again = Batches.run(batch, Batches.request("a", second, 1));

    // the last token of the first answer was never computed
    assertThat(model.tokensComputed() - before).isEqualTo(6);
    assertThat(model.rowsCopied()).isZero();
    assertThat(again.usage().cachedTokens()).isEqualTo(49);
    assertThat(again.tokens())
        .isEqualTo(Batches.alone(Batches.request("a", second, 1), Integer.MAX_VALUE).tokens());
  }

  @Test
  void theSamePromptAgainComputesItsLastTokenOnly() {
    int[] prompt = Batches.tokens(1, 40);
    Recorder first = Batches.run(batch, Batches.request("a", prompt, 10));
    long before = model.tokensComputed();

    Recorder second = Batches.run(batch, Batches.request("a", prompt, 10));

    assertThat(model.tokensComputed() - before).isEqualTo(10);
    assertThat(second.tokens()).isEqualTo(first.tokens());
    assertThat(second.usage().cachedTokens()).isEqualTo(39);
  }

  @Test
  void whatOneTenantComputedIsComputedAgainForAnother() {
    int[] prompt = Batches.tokens(1, 40);
    Batches.run(batch, Batches.request("a", prompt, 1));
    long before = model.tokensComputed();

    Recorder other = Batches.run(batch, Batches.request("b", prompt, 1));

    assertThat(model.tokensComputed() - before).isEqualTo(40);
    assertThat(other.usage().cachedTokens()).isZero();
  }

  @Test
  void whatAnotherTenantIsJustComputingIsComputedAgain() {
    int[] prompt = Batches.tokens(1, 40);
    Recorder mine = new Recorder();
    Recorder theirs = new Recorder();
    batch.submit(Batches.request("a", prompt, 20), mine);
    batch.step();
    batch.submit(Batches.request("b", prompt, 20), theirs);
    Batches.runAll(batch);
    assertThat(theirs.usage().cachedTokens()).isZero();
    assertThat(theirs.tokens()).isEqualTo(mine.tokens());
  }

  @Test
  void aRunningSequenceOfTheSameTenantLendsItsPrefix() {
    int[] prompt = Batches.tokens(1, 40);
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    batch.submit(Batches.request("a", prompt, 20), first);
    batch.step();
    batch.submit(Batches.request("a", Batches.join(prompt, 7, 8), 20), second);
    Batches.runAll(batch);
    assertThat(second.usage().cachedTokens()).isEqualTo(40);
    assertThat(second.tokens())
        .isEqualTo(
            Batches.alone(Batches.request("a", Batches.join(prompt, 7, 8), 20), Integer.MAX_VALUE)
                .tokens());
  }

  @Test
  void identicalPromptsThatArriveTogetherAreComputedOnce() {
    SequenceBatch chunked = Batches.batch(model, 400, 4, 16, REUSE);
    int[] prompt = Batches.tokens(1, 60);
    List<Recorder> recorders = List.of(new Recorder(), new Recorder(), new Recorder());
    recorders.forEach(each -> chunked.submit(Batches.request("a", prompt, 5), each));
    Batches.runAll(chunked);
    assertThat(chunked.statistics().totals().prompt()).isLessThan(60 + 2 * PrefixCache.SHORTEST);
    assertThat(recorders)
        .allSatisfy(each -> assertThat(each.tokens()).isEqualTo(recorders.get(0).tokens()));
  }

  @Test
  void aCancelledSequenceLeavesWhatItComputed() {
    int[] prompt = Batches.tokens(1, 40);
    SequenceBatch chunked = Batches.batch(model, 400, 4, 24, REUSE);
    GenerationHandle handle = chunked.submit(Batches.request("a", prompt, 5), new Recorder());
    chunked.step();
    handle.cancel();
    chunked.step();
    assertThat(Batches.run(chunked, Batches.request("a", prompt, 5)).usage().cachedTokens())
        .isEqualTo(24);
  }

  @Test
  void promptLogprobsComputeEverything() {
    int[] prompt = Batches.tokens(1, 40);
    Batches.run(batch, Batches.request("a", prompt, 1));
    GenerationRequest scored =
        new GenerationRequest(
            "a", prompt, 1, 0, SamplingParameters.greedy(), Set.of(), List.of(), true, true);
    Recorder recorder = Batches.run(batch, scored);
    assertThat(recorder.prompt()).hasSize(40);
    assertThat(recorder.usage().cachedTokens()).isZero();
  }

  @Test
  void aFailedStepLeavesNothingToReuse() {
    int[] prompt = Batches.tokens(1, 40);
    model.failOnCall(2);
    Recorder failed = Batches.run(batch, Batches.request("a", prompt, 9));
    assertThat(failed.failure()).isNotNull();
    assertThat(batch.statistics().cache().prefixes()).isZero();
    assertThat(Batches.run(batch, Batches.request("a", prompt, 9)).failure()).isNull();
  }

  @Test
  void prefixesAreGivenUpForASequenceThatNeedsTheRowsOldestFirst() {
    FakeForward small = new FakeForward(100);
    SequenceBatch tight = Batches.batch(small, 100, 1, 512, REUSE);
    int[] oldest = Batches.tokens(1, 30);
    int[] newer = Batches.tokens(2, 30);
    Batches.run(tight, Batches.request("a", oldest, 1));
    Batches.run(tight, Batches.request("a", newer, 1));
    Batches.run(tight, Batches.request("a", Batches.tokens(3, 60), 10));
    assertThat(tight.statistics().cache().prefixTokens()).isLessThanOrEqualTo(100);
    assertThat(Batches.run(tight, Batches.request("a", newer, 1)).usage().cachedTokens())
        .isEqualTo(29);
    assertThat(Batches.run(tight, Batches.request("a", oldest, 1)).usage().cachedTokens()).isZero();
  }

  /** What a server looks like after its first hour: full of prefixes, one row free behind each. */
  @Test
  void inAFullCacheLittleIsMovedForRequestsOfOneLength() {
    for (int i = 0; i < 40; i++) {
      Batches.run(batch, Batches.request("a", Batches.tokens(i, 25), 6));
    }
    assertThat(batch.statistics().cache().prefixTokens()).isGreaterThan(350);
    for (int round = 1; round <= 20; round++) {
      for (int i = 0; i < 4; i++) {
        int[] prompt = Batches.tokens(100 * round + i, 25);
        batch.submit(Batches.request("a", prompt, 6), new Recorder());
      }
      Batches.runAll(batch);
    }
    assertThat(model.rowsCopied()).isLessThan(20 * 4 * 31 / 2);
    assertThat(batch.statistics().cache().prefixTokens()).isGreaterThan(320);
  }

  /** Of any length: moving is bounded by what is asked for, and so is what is given up. */
  @Test
  void inAFullCacheLittleIsMovedForRequestsOfAnyLength() {
    Random random = new Random(1);
    long asked = 0;
    for (int i = 0; i < 300; i++) {
      int prompt = 10 + random.nextInt(60);
      int answer = 1 + random.nextInt(40);
      asked += prompt + answer;
      batch.submit(Batches.request("a", Batches.tokens(i, prompt), answer), new Recorder());
      if (i % 3 == 0) {
        Batches.runAll(batch);
      }
    }
    Batches.runAll(batch);
    assertThat(model.rowsCopied()).isLessThan(asked / 10);
    assertThat(batch.statistics().cache().prefixTokens()).isGreaterThan(200);
  }

  @Test
  void aSequencePutBackFindsItsRowsAgainWhenThereIsRoom() {
    FakeForward small = new FakeForward(120);
    SequenceBatch tight = Batches.batch(small, 120, 2, 512, REUSE);
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    tight.submit(Batches.request("a", Batches.tokens(1, 30), 70), first);
    tight.submit(Batches.request("a", Batches.tokens(2, 20), 30), second);
    Batches.runAll(tight);
    assertThat(first.tokens()).hasSize(70);
    assertThat(second.tokens()).hasSize(30);
    BatchStatistics.Totals totals = tight.statistics().totals();
    assertThat(totals.prompt()).isEqualTo(50);
    assertThat(totals.generated()).isEqualTo(100);
    assertThat(totals.recomputed()).isLessThan(20);
  }

  @Test
  void everythingIsCountedOnce() {
    int[] prompt = Batches.tokens(1, 40);
    Batches.run(batch, Batches.request("a", prompt, 10));
    Batches.run(batch, Batches.request("a", prompt, 1));
    BatchStatistics now = batch.statistics();
    assertThat(now.totals()).isEqualTo(new BatchStatistics.Totals(41, 39, 0, 11, 0, 0));
    assertThat(now.cache()).isEqualTo(new BatchStatistics.Cache(400, 0, 49, 1));
    assertThat(now.steps()).isEqualTo(11);
  }

  @Test
  void switchedOffNothingIsKept() {
    SequenceBatch plain = Batches.batch(model, 400, 4, 512, BatchOptions.plain());
    int[] prompt = Batches.tokens(1, 40);
    Batches.run(plain, Batches.request("a", prompt, 10));
    assertThat(plain.statistics().cache()).isEqualTo(new BatchStatistics.Cache(400, 0, 0, 0));
    assertThat(Batches.run(plain, Batches.request("a", prompt, 1)).usage().cachedTokens()).isZero();
  }

  private static int[] ids(Recorder recorder) {
    return recorder.tokens().stream().mapToInt(Integer::intValue).toArray();
  }
}
