// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private final CacheArena arena = new CacheArena(1000, (from, to, count) -> {});
  private final PrefixCache cache = new PrefixCache();

  @Test
  void theLongestCommonPrefixOfTheSameTenantIsFound() {
    keep("a", upTo(40));
    keep("a", withLast(upTo(60), -1));
    keep("b", upTo(100));
    PrefixCache.Match match = cache.longest("a", upTo(80), 80).orElseThrow();
    assertThat(match.shared()).isEqualTo(59);
    assertThat(match.isWhole()).isFalse();
    assertThat(cache.longest("c", upTo(80), 80)).isEmpty();
  }

  @Test
  void ofEquallyLongOnesTheOneThatIsWhollyAPrefixIsFound() {
    keep("a", withLast(upTo(41), -1));
    keep("a", withLast(upTo(41), -2));
    assertThat(cache.longest("a", upTo(40), 40).orElseThrow().isWhole()).isFalse();
    keep("b", upTo(40));
    assertThat(cache.longest("b", upTo(50), 50).orElseThrow().isWhole()).isTrue();
  }

  @Test
  void aShortPrefixIsNeitherKeptNorFound() {
    keep("a", upTo(PrefixCache.SHORTEST - 1));
    assertThat(cache.entries()).isZero();
    assertThat(arena.rowsLent()).isZero();
    keep("a", upTo(40));
    assertThat(cache.longest("a", upTo(40), PrefixCache.SHORTEST - 1)).isEmpty();
  }

  @Test
  void anEntryThatIsAPrefixOfAnotherOneOfTheSameTenantIsGivenBack() {
    keep("a", upTo(40));
    keep("a", upTo(50));
    assertThat(cache.entries()).isEqualTo(1);
    keep("a", upTo(30));
    assertThat(cache.entries()).isEqualTo(1);
    assertThat(arena.rowsLent()).isEqualTo(50);
    keep("b", upTo(30));
    assertThat(cache.entries()).isEqualTo(2);
    cache.checkIntegrity();
  }

  @Test
  void theCheckFindsRowsThatAreMissing() {
    CacheLease lease = arena.lease(40).orElseThrow();
    cache.keep("a", upTo(40), 40, lease);
    cache.checkIntegrity();
    assertThat(cache.leases()).containsExactly(lease);
    lease.shrinkTo(39);
    assertThatThrownBy(cache::checkIntegrity).hasMessage("an entry of 40 tokens has 39 rows");
  }

  @Test
  void theEndOfTheEntryNotUsedForLongestIsGivenUpFirst() {
    keep("a", shifted(40, 100));
    keep("a", shifted(40, 200));
    cache.touch(cache.longest("a", shifted(40, 100), 40).orElseThrow().entry());
    cache.evict(10, null);
    assertThat(cache.longest("a", shifted(40, 200), 40).orElseThrow().shared()).isEqualTo(30);
    cache.evict(20, null);
    assertThat(cache.longest("a", shifted(40, 200), 40)).isEmpty();
    assertThat(cache.longest("a", shifted(40, 100), 40).orElseThrow().shared()).isEqualTo(40);
    assertThat(cache.rows()).isEqualTo(arena.rowsLent());
  }

  @Test
  void aSparedEntryStays() {
    keep("a", shifted(40, 100));
    keep("a", shifted(40, 200));
    PrefixCache.Entry spared = cache.longest("a", shifted(40, 100), 40).orElseThrow().entry();
    cache.evict(1000, spared);
    assertThat(cache.entries()).isEqualTo(1);
    assertThat(cache.take(spared).rows()).isEqualTo(40);
    assertThat(cache.rows()).isZero();
  }

  @Test
  void entriesAreGivenUpUntilThereIsOneGapThatIsLongEnough() {
    for (int i = 0; i < 23; i++) {
      keep("a", shifted(42, 100 * i));
    }
    assertThat(arena.lease(60)).isEmpty();
    assertThat(cache.clear(26, 60, null)).as("the end of the oldest").isTrue();
    assertThat(arena.lease(26).orElseThrow().start()).isEqualTo(16);
    assertThat(cache.longest("a", shifted(42, 0), 42).orElseThrow().shared()).isEqualTo(16);
    assertThat(cache.entries()).isEqualTo(23);

    assertThat(cache.clear(100, 200, null)).as("the oldest four").isTrue();
    assertThat(arena.lease(100)).isPresent();
    assertThat(cache.entries()).isEqualTo(19);
    assertThat(cache.longest("a", shifted(42, 400), 42).orElseThrow().shared()).isEqualTo(42);
    cache.checkIntegrity();
  }

  @Test
  void noMoreThanAllowedIsGivenUpForAGap() {
    keep("a", shifted(40, 100));
    CacheLease between = arena.lease(900).orElseThrow();
    keep("a", shifted(40, 200));
    assertThat(cache.clear(100, 39, null)).isFalse();
    assertThat(cache.rows()).isEqualTo(80);
    assertThat(cache.clear(100, 200, null)).isFalse();
    assertThat(cache.rows()).isZero();
    assertThat(between.rows()).isEqualTo(900);
  }

  @Test
  void aSparedEntryStaysAlsoWhereAGapIsMade() {
    keep("a", shifted(990, 100));
    PrefixCache.Entry spared = cache.longest("a", shifted(40, 100), 40).orElseThrow().entry();
    assertThat(cache.clear(100, 1000, spared)).isFalse();
    assertThat(cache.rows()).isEqualTo(990);
  }

  /** Prefixes of any length among running sequences of any length. */
  @Property
  void whereAGapIsSaidToBeThereIsOne(@ForAll long seed) {
    Random random = new Random(seed);
    CacheArena rows = new CacheArena(1000, (from, to, count) -> {});
    PrefixCache prefixes = new PrefixCache();
    List<CacheLease> running = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int length = 1 + random.nextInt(60);
      Optional<CacheLease> lease = rows.lease(length + random.nextInt(10));
      if (lease.isPresent() && random.nextInt(4) > 0) {
        prefixes.keep("a", shifted(length, 1000 * i), length, lease.get());
      } else {
        lease.ifPresent(running::add);
      }
      int count = 1 + random.nextInt(200);
      int most = random.nextInt(400);
      int held = prefixes.rows();
      if (rows.lease(count).map(PrefixCacheTest::closed).isEmpty()
          && prefixes.clear(count, most, null)) {
        assertThat(rows.lease(count).map(PrefixCacheTest::closed)).isPresent();
      }
      assertThat(held - prefixes.rows()).isLessThan(most + PrefixCache.SHORTEST);
      prefixes.checkIntegrity();
      List<CacheLease> all = new ArrayList<>(prefixes.leases());
      all.addAll(running);
      rows.checkIntegrity(all);
    }
  }

  private static CacheLease closed(CacheLease lease) {
    lease.close();
    return lease;
  }

  private void keep(String tenant, int[] tokens) {
    cache.keep(tenant, tokens, tokens.length, arena.lease(tokens.length + 8).orElseThrow());
  }

  private static int[] upTo(int count) {
    return shifted(count, 0);
  }

  private static int[] shifted(int count, int first) {
    return IntStream.range(first, first + count).toArray();
  }

  private static int[] withLast(int[] tokens, int last) {
    int[] changed = Arrays.copyOf(tokens, tokens.length);
    changed[changed.length - 1] = last;
    return changed;
  }
}
