// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StepPaceTest {
  private static final double MILLISECOND = 1e6;

  private final StepPace pace = new StepPace(16, 512);

  @Test
  void withoutRunningSequencesAPromptGetsTheWholeStep() {
    assertThat(pace.promptTokens(0, 0, 0)).isEqualTo(512);
  }

  @Test
  void nothingLearntMeansASmallChunk() {
    assertThat(pace.promptTokens(1, 1, 0)).isEqualTo(32);
  }

  @Test
  void expensiveTokensStillGetABlock() {
    learn(30, 10, 100);
    assertThat(pace.promptTokens(1, 1, 0)).isEqualTo(8);
  }

  @Test
  void freeTokensFillTheStep() {
    learn(30, 0, 100);
    assertThat(pace.promptTokens(1, 1, 0)).isEqualTo(504);
  }

  @Test
  void draftsAreTakenFromThePrompts() {
    learn(30, 0.5, 200);
    for (int i = 0; i < 100; i++) {
      measure(pace, 1, 5, 0, (long) (35 * MILLISECOND));
    }
    assertThat(pace.shareOfDraft(1)).isBetween(0.03, 0.04);
    assertThat(pace.promptTokens(1, 1, 0) - pace.promptTokens(1, 1, 8)).isBetween(8, 24);
    assertThat(pace.promptTokens(1, 1, 100)).isEqualTo(8);
  }

  @Test
  void anUnknownDraftIsAssumedToCostAFractionOfAStep() {
    assertThat(pace.shareOfDraft(1)).isBetween(0.05, 0.2);
  }

  @Test
  void aStepWithoutFurtherTokensIsWantedNowAndThen() {
    assertThat(pace.wantsYardstick(0)).isFalse();
    assertThat(pace.wantsYardstick(2)).isTrue();
    measure(pace, 2, 0, 0, 30_000_000);
    int mixed = 0;
    while (!pace.wantsYardstick(2)) {
      measure(pace, 2, 0, 32, 50_000_000);
      assertThat(mixed++).isLessThan(100);
    }
    measure(pace, 2, 0, 0, 30_000_000);
    assertThat(pace.wantsYardstick(2)).isFalse();
    assertThat(pace.wantsYardstick(3)).isTrue();
  }

  @Test
  void aMachineThatBecomesSlowerIsNoticed() {
    learn(10, 0.1, 300);
    int before = pace.promptTokens(1, 1, 0);
    learn(10, 0.5, 300);
    assertThat(pace.promptTokens(1, 1, 0)).isLessThan(before / 3).isPositive();
  }

  @Property(tries = 200)
  void mixedStepsStayBelowTwiceAPlainOneAndUseWhatTheyMay(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 5, max = 100) double base,
      @ForAll @DoubleRange(min = 0.05, max = 1) double further,
      @ForAll @IntRange(min = 1, max = 16) int decoding) {
    StepPace pace = new StepPace(16, 512);
    Random random = new Random(seed);
    int tooLong = 0;
    int tooShort = 0;
    for (int i = 0; i < 1000; i++) {
      boolean plain = pace.wantsYardstick(decoding) || random.nextInt(8) == 0;
      int tokens = plain ? 0 : pace.promptTokens(decoding, decoding, 0);
      double undisturbed = base + further * tokens;
      if (i > 300 && tokens > 8) {
        tooLong += undisturbed > 2 * base ? 1 : 0;
        tooShort += undisturbed < 1.3 * base && tokens + decoding + 8 <= 512 ? 1 : 0;
      }
      double noise = 0.97 + 0.06 * random.nextDouble();
      double pause = random.nextInt(50) == 0 ? 1 + random.nextInt(20) : 1;
      measure(pace, decoding, 0, tokens, (long) (undisturbed * noise * pause * MILLISECOND));
    }
    assertThat(tooLong).isLessThan(15);
    double aBlock = 8 * further;
    if (0.45 * base > aBlock) {
      assertThat(tooShort).isLessThan(35);
    }
  }

  private void learn(double base, double further, int steps) {
    for (int i = 0; i < steps; i++) {
      int tokens = i % 4 == 0 ? 0 : pace.promptTokens(1, 1, 0);
      measure(pace, 1, 0, tokens, (long) ((base + further * tokens) * MILLISECOND));
    }
  }

  private static void measure(StepPace pace, int decoding, int drafts, int prompt, long nanos) {
    int tokens = decoding + drafts + prompt;
    List<StepScheduler.Part> parts =
        List.of(new StepScheduler.Part(new TestSequence("a", tokens), tokens));
    pace.measured(new StepScheduler.Plan(parts, decoding, drafts), nanos);
  }
}
