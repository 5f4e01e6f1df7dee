// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.BatchStatistics;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.SamplingParameters;

/**
 * Whatever runs beside a sequence, and however its work is cut, saved or repeated: it gets what it
 * gets alone.
 */
class InterleavingTest {
  private static final int SEQUENCES = 14;

  @Property(tries = 400)
  void anyInterleavingGivesEachSequenceWhatItGetsAlone(
      @ForAll long seed,
      @ForAll @IntRange(min = Batches.CONTEXT, max = 500) int cacheRows,
      @ForAll @IntRange(min = 1, max = 6) int sequences,
      @ForAll @IntRange(min = 1, max = 40) int tokensPerStep,
      @ForAll @IntRange(min = 0, max = 3) int options) {
    Random random = new Random(seed);
    int memory = random.nextBoolean() ? 1 + random.nextInt(3) : Integer.MAX_VALUE;
    int candidates = random.nextBoolean() ? 0 : 1 + random.nextInt(FakeForward.VOCABULARY);
    FakeForward model = new FakeForward(cacheRows, memory).onDevice(candidates);
    BatchOptions how = new BatchOptions((options & 1) != 0, (options & 2) != 0);
    BatchLimits limits =
        new BatchLimits(
            FakeForward.VOCABULARY, Batches.CONTEXT, cacheRows, sequences, tokensPerStep);
    AtomicLong clock = new AtomicLong();
    int pace = random.nextInt(3) * 1_000_000;
    SequenceBatch batch =
        Batches.batch(
            model, limits, how, () -> clock.addAndGet((long) (pace * random.nextDouble())));
    List<GenerationRequest> requests = requests(random);
    List<Recorder> recorders = new ArrayList<>();
    List<GenerationHandle> handles = new ArrayList<>();
    int rounds = 0;
    while (recorders.size() < SEQUENCES || !recorders.stream().allMatch(Recorder::ended)) {
      if (recorders.size() < SEQUENCES && random.nextInt(4) == 0) {
        Recorder recorder = new Recorder();
        handles.add(batch.submit(requests.get(recorders.size()), recorder));
        recorders.add(recorder);
      }
      if (!handles.isEmpty() && random.nextInt(60) == 0) {
        handles.get(random.nextInt(handles.size())).cancel();
      }
      batch.step();
      batch.checkIntegrity();
      assertThat(rounds++).as("steps without an end").isLessThan(20_000);
    }
    batch.step();
    for (int i = 0; i < SEQUENCES; i++) {
      assertSame(recorders.get(i), Batches.alone(requests.get(i), memory, candidates));
      if (requests.get(i).grammar() != Grammar.FREE) {
        NoNeighbours.assertKept(recorders.get(i).tokens());
      }
    }
    assertCounted(batch.statistics(), recorders, requests);
  }

  private static void assertSame(Recorder found, Recorder alone) {
    assertThat(found.failure()).isNull();
    if (found.reason() == FinishReason.CANCELLED) {
      int tokens = found.tokens().size();
      assertThat(found.tokens()).isEqualTo(alone.tokens().subList(0, tokens));
      assertThat(alone.text()).startsWith(found.text());
      assertThat(found.logprobs()).isEqualTo(alone.logprobs().subList(0, found.logprobs().size()));
    } else {
      assertThat(found.tokens()).isEqualTo(alone.tokens());
      assertThat(found.text()).isEqualTo(alone.text());
      assertThat(found.logprobs()).isEqualTo(alone.logprobs());
      assertThat(found.prompt()).isEqualTo(alone.prompt());
      assertThat(found.reason()).isEqualTo(alone.reason());
    }
  }

  private static void assertCounted(
      BatchStatistics now, List<Recorder> recorders, List<GenerationRequest> requests) {
    assertThat(now.cache().usedTokens()).isZero();
    BatchStatistics.Totals totals = now.totals();
    assertThat(totals.generated())
        .isEqualTo(recorders.stream().mapToLong(each -> each.tokens().size()).sum());
    assertThat(totals.cachedPrompt())
        .isEqualTo(recorders.stream().mapToLong(each -> each.usage().cachedTokens()).sum());
    long prompts = requests.stream().mapToLong(each -> each.prompt().length).sum();
    if (recorders.stream().noneMatch(each -> each.reason() == FinishReason.CANCELLED)) {
      assertThat(totals.prompt() + totals.cachedPrompt()).isEqualTo(prompts);
    }
    assertThat(totals.accepted()).isLessThanOrEqualTo(totals.drafted());
  }

  /** Prompts of three tenants that often begin alike, or go on where another one ended. */
  private static List<GenerationRequest> requests(Random random) {
    int[][] beginnings = {
      Batches.tokens(random.nextLong(), 20 + random.nextInt(40)),
      Batches.tokens(random.nextLong(), 20 + random.nextInt(40))
    };
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < SEQUENCES; i++) {
      int[] begin = beginnings[random.nextInt(2)];
      int kept = random.nextInt(4) == 0 ? 0 : random.nextInt(begin.length + 1);
      int[] prompt =
          Batches.join(
              Arrays.copyOf(begin, kept),
              Batches.tokens(random.nextLong(), 1 + random.nextInt(20)));
      String tenant = "tenant " + random.nextInt(3);
      requests.add(request(random, tenant, prompt));
    }
    return requests;
  }

  private static GenerationRequest request(Random random, String tenant, int[] prompt) {
    boolean greedy = random.nextBoolean();
    SamplingParameters sampling =
        new SamplingParameters(
            greedy ? 0 : 0.2 + random.nextInt(4),
            random.nextInt(3) * 10,
            random.nextBoolean() ? 1 : 0.9,
            0,
            random.nextInt(3) == 0 ? 0.5 : 0,
            random.nextInt(3) == 0 ? 0.3 : 0,
            random.nextInt(3) == 0 ? 1.2 : 1,
            Map.of(),
            OptionalLong.of(random.nextLong()),
            random.nextInt(3) == 0 ? 2 : -1);
    int maxTokens = 1 + random.nextInt(Batches.CONTEXT - prompt.length);
    GenerationRequest free =
        new GenerationRequest(
            tenant,
            prompt,
            maxTokens,
            random.nextInt(3) == 0 ? random.nextInt(maxTokens) : 0,
            sampling,
            random.nextInt(3) == 0 ? Set.of(random.nextInt(FakeForward.VOCABULARY)) : Set.of(),
            random.nextInt(3) == 0
                ? List.of(LetterTokenizer.letter(random.nextInt(50)))
                : List.of(),
            true,
            random.nextInt(6) == 0);
    return random.nextInt(3) == 0 ? free.within(() -> new NoNeighbours()) : free;
  }

  /** Behind an even token comes one of those that are further away than ten. */
  private static final class NoNeighbours implements Grammar.Matcher {
    private int last = 1;

    @Override
    public Optional<BitSet> allowed() {
      if (last % 2 == 1) {
        return Optional.empty();
      }
      BitSet allowed = new BitSet();
      allowed.set(0, FakeForward.VOCABULARY);
      allowed.clear(Math.max(0, last - 10), last + 10);
      return Optional.of(allowed);
    }

    @Override
    public void accept(int token) {
      last = token;
    }

    static void assertKept(List<Integer> tokens) {
      for (int i = 1; i < tokens.size(); i++) {
        int before = tokens.get(i - 1);
        if (before % 2 == 0) {
          assertThat(tokens.get(i)).matches(next -> next < before - 10 || next >= before + 10);
        }
      }
    }
  }
}
