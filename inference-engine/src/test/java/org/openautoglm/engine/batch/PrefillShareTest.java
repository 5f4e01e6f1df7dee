// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrefillShareTest {
  private static final int BOUND = 3;

  @Test
  void onePromptGetsEverythingItNeeds() {
    assertThat(share(512, 30_000)).containsExactly(512);
    assertThat(share(512, 30)).containsExactly(30);
  }

  @Test
  void aShortPromptDoesNotWaitBehindAVeryLongOne() {
    assertThat(share(512, 30_000, 200)).containsExactly(312, 200);
  }

  @Test
  void theOldestPromptKeepsHalfHoweverManyShortOnesCome() {
    assertThat(share(64, 30_000, 100, 100, 100)).containsExactly(32, 32, 0, 0);
  }

  @Test
  void fewTokensAreDividedToo() {
    assertThat(share(8, 30_000, 20)).containsExactly(4, 4);
    assertThat(share(1, 30_000, 20)).containsExactly(1, 0);
  }

  @Property
  void nothingIsSpentTwiceAndNoPromptStarves(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 100) int tokens,
      @ForAll @IntRange(min = 1, max = 12) int prompts) {
    Random random = new Random(seed);
    List<Sequence> waiting = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < prompts; i++) {
      int length = 1 + random.nextInt(300);
      sum += length;
      waiting.add(
          new TestSequence("a", length, random.nextInt(3) == 0 ? BOUND : Integer.MAX_VALUE));
    }
    int steps = 0;
    while (!waiting.isEmpty()) {
      Sequence oldest = waiting.get(0);
      int before = oldest.pending();
      List<StepScheduler.Part> parts = PrefillShare.of(waiting, tokens);
      Set<Sequence> seen = new HashSet<>();
      for (StepScheduler.Part part : parts) {
        assertThat(seen.add(part.sequence())).isTrue();
        assertThat(part.count()).isBetween(1, part.sequence().pending());
        assertThat(part.count()).isLessThanOrEqualTo(part.sequence().largestChunk());
        part.sequence().advance(part.count());
      }
      assertThat(parts.stream().mapToInt(StepScheduler.Part::count).sum())
          .isLessThanOrEqualTo(tokens);
      assertThat(
              parts.stream()
                  .filter(part -> part.sequence().largestChunk() == BOUND)
                  .mapToInt(StepScheduler.Part::count)
                  .sum())
          .isLessThanOrEqualTo(BOUND);
      int bound = oldest.largestChunk() == BOUND ? (BOUND + 1) / 2 : before;
      assertThat(before - oldest.pending())
          .isGreaterThanOrEqualTo(Math.min(tokens / 2, Math.min(before, bound)));
      waiting.removeIf(sequence -> sequence.pending() == 0);
      assertThat(steps++).isLessThan((int) sum + 1);
    }
  }

  private static List<Integer> share(int tokens, int... prompts) {
    List<Sequence> sequences = new ArrayList<>();
    for (int prompt : prompts) {
      sequences.add(new TestSequence("a", prompt));
    }
    List<StepScheduler.Part> parts = PrefillShare.of(sequences, tokens);
    return sequences.stream()
        .map(
            sequence ->
                parts.stream()
                    .filter(part -> part.sequence() == sequence)
                    .mapToInt(StepScheduler.Part::count)
                    .sum())
        .toList();
  }
}
