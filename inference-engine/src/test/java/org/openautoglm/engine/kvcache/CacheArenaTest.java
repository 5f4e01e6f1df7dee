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
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CacheArenaTest {

  @Test
  void theSmallestFreeRangeThatFitsIsTaken() {
    CacheArena arena = new CacheArena(100, (from, to, count) -> {});
    CacheLease a = arena.lease(30).orElseThrow();
    CacheLease b = arena.lease(10).orElseThrow();
    CacheLease c = arena.lease(10).orElseThrow();
    a.close();
    CacheLease d = arena.lease(40).orElseThrow();
    CacheLease e = arena.lease(10).orElseThrow();
    assertThat(List.of(b.start(), c.start(), d.start(), e.start())).containsExactly(30, 40, 50, 90);
  }

  @Test
  void aLeaseGrowsInPlaceOnlyIntoFreeRows() {
    CacheArena arena = new CacheArena(20, (from, to, count) -> {});
    CacheLease a = arena.lease(5).orElseThrow();
    CacheLease b = arena.lease(5).orElseThrow();
    assertThat(a.extendTo(6)).isFalse();
    assertThat(b.extendTo(15)).isTrue();
    assertThat(b.rows()).isEqualTo(15);
    assertThat(b.extendTo(16)).isFalse();
    assertThat(b.extendTo(3)).isTrue();
    assertThat(b.rows()).isEqualTo(15);
  }

  @Test
  void givingBackTwiceDoesNothing() {
    CacheArena arena = new CacheArena(10, (from, to, count) -> {});
    CacheLease a = arena.lease(10).orElseThrow();
    a.close();
    CacheLease b = arena.lease(10).orElseThrow();
    a.close();
    assertThat(arena.rowsLent()).isEqualTo(10);
    assertThatThrownBy(() -> a.extendTo(20)).isInstanceOf(IllegalStateException.class);
    b.close();
    assertThat(arena.rowsLent()).isZero();
  }

  @Test
  void scatteredFreeRowsAreGatheredByMovingAsFewRowsAsPossible() {
    int[] content = IntStream.range(0, 20).toArray();
    List<Integer> moved = new ArrayList<>();
    CacheArena arena =
        new CacheArena(
            20,
            (from, to, count) -> {
              System.arraycopy(content, from, content, to, count);
              moved.add(count);
            });
    CacheLease a = arena.lease(6).orElseThrow();
    CacheLease gap = arena.lease(3).orElseThrow();
    CacheLease b = arena.lease(2).orElseThrow();
    CacheLease other = arena.lease(4).orElseThrow();
    CacheLease c = arena.lease(5).orElseThrow();
    gap.close();
    other.close();
    assertThat(arena.lease(7)).isEmpty();
    assertThat(arena.gather(8, Integer.MAX_VALUE)).isFalse();
    assertThat(arena.gather(7, 1)).isFalse();
    assertThat(moved).isEmpty();
    assertThat(arena.gather(7, 2)).isTrue();
    assertThat(moved).containsExactly(2);
    assertThat(List.of(content[b.start()], content[b.start() + 1])).containsExactly(9, 10);
    assertThat(arena.gatherBehind(a, 7, 1)).isFalse();
    assertThat(arena.gatherBehind(a, 7, Integer.MAX_VALUE)).isTrue();
    assertThat(a.extendTo(13)).isTrue();
    assertThat(content[b.start()]).isEqualTo(9);
    assertThat(content[c.start()]).isEqualTo(15);
    arena.checkIntegrity(List.of(a, b, c));
  }

  @Test
  void shrinkingGivesTheEndBack() {
    CacheArena arena = new CacheArena(10, (from, to, count) -> {});
    CacheLease a = arena.lease(10).orElseThrow();
    a.shrinkTo(4);
    assertThat(arena.rowsFree()).isEqualTo(6);
    assertThat(arena.lease(6).orElseThrow().start()).isEqualTo(4);
    a.shrinkTo(8);
    assertThat(a.rows()).isEqualTo(4);
  }

  @Test
  void theCheckFindsWhatNobodyHoldsAndWhatIsHeldTwiceOrNotLent() {
    CacheArena arena = new CacheArena(10, (from, to, count) -> {});
    CacheLease a = arena.lease(4).orElseThrow();
    CacheLease b = arena.lease(4).orElseThrow();
    arena.checkIntegrity(List.of(b, a));
    assertThatThrownBy(() -> arena.checkIntegrity(List.of(a)))
        .hasMessage("4 rows from 4 are lent and held by nobody");
    assertThatThrownBy(() -> arena.checkIntegrity(List.of(a, b, b)))
        .hasMessageContaining("held twice");
    b.close();
    assertThatThrownBy(() -> arena.checkIntegrity(List.of(a, b))).hasMessageContaining("not lent");
    arena.checkIntegrity(List.of(a));
  }

  @Test
  void aLeaseKnowsTheFreeRowsAroundIt() {
    CacheArena arena = new CacheArena(10, (from, to, count) -> {});
    CacheLease a = arena.lease(3).orElseThrow();
    CacheLease b = arena.lease(2).orElseThrow();
    CacheLease c = arena.lease(1).orElseThrow();
    assertThat(List.of(a.rowsBehind(), b.rowsBehind(), c.rowsBehind())).containsExactly(0, 0, 4);
    a.close();
    assertThat(List.of(b.rowsOfGap(), c.rowsOfGap())).containsExactly(5, 5);
    b.close();
    assertThat(c.rowsOfGap()).isEqualTo(10);
  }

  /** Every lease writes its own number into its rows, and must always read it there. */
  @Property
  void contentStaysWithItsLeaseWhateverIsLeasedGrownGatheredAndGivenBack(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int rows) {
    Random random = new Random(seed);
    int[] content = new int[rows];
    CacheArena arena =
        new CacheArena(
            rows, (from, to, count) -> System.arraycopy(content, from, content, to, count));
    List<CacheLease> leases = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      int at = leases.isEmpty() ? 0 : random.nextInt(leases.size());
      int count = 1 + random.nextInt(rows);
      int choice = random.nextInt(6);
      if (choice < 2) {
        if (random.nextBoolean()) {
          assertThat(arena.gather(count, Integer.MAX_VALUE)).isEqualTo(arena.rowsFree() >= count);
        }
        Optional<CacheLease> lease = arena.lease(1 + random.nextInt(count));
        if (lease.isPresent()) {
          leases.add(lease.get());
          numbers.add(i);
          fill(content, lease.get(), i);
        }
      } else if (!leases.isEmpty()) {
        CacheLease lease = leases.get(at);
        switch (choice) {
          case 2 -> lease.extendTo(count);
          case 3 ->
              assertThat(arena.gatherBehind(lease, count, Integer.MAX_VALUE))
                  .isEqualTo(arena.rowsFree() >= count)
                  .isEqualTo(arena.rowsFree() >= count && lease.extendTo(lease.rows() + count));
          case 4 -> lease.shrinkTo(count);
          default -> {
            leases.remove(at).close();
            numbers.remove(at);
          }
        }
        if (choice < 5) {
          assertThat(content[lease.start()]).isEqualTo(numbers.get(at));
          fill(content, lease, numbers.get(at));
        }
      }
      arena.checkIntegrity(leases);
      for (int n = 0; n < leases.size(); n++) {
        assertFilled(content, leases.get(n), numbers.get(n));
      }
    }
    leases.forEach(CacheLease::close);
    assertThat(arena.rowsFree()).isEqualTo(rows);
    assertThat(arena.lease(rows)).isPresent();
  }

  private static void fill(int[] content, CacheLease lease, int number) {
    Arrays.fill(content, lease.start(), lease.start() + lease.rows(), number);
  }

  private static void assertFilled(int[] content, CacheLease lease, int number) {
    for (int row = lease.start(); row < lease.start() + lease.rows(); row++) {
      assertThat(content[row]).isEqualTo(number);
    }
  }
}
