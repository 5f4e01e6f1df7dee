// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CacheArenaTest {

  @Test
  void theSmallestFreeRangeThatFitsIsTaken() {
    CacheArena arena = new CacheArena(100);
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
    CacheArena arena = new CacheArena(20);
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
    CacheArena arena = new CacheArena(10);
    CacheLease a = arena.lease(10).orElseThrow();
    a.close();
    CacheLease b = arena.lease(10).orElseThrow();
    a.close();
    assertThat(arena.rowsLent()).isEqualTo(10);
    assertThatThrownBy(() -> a.extendTo(20)).isInstanceOf(IllegalStateException.class);
    b.close();
    assertThat(arena.rowsLent()).isZero();
  }

  @Property
  void noRowIsLentTwiceOrLostWhateverIsLeasedGrownAndGivenBack(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int rows) {
    Random random = new Random(seed);
    CacheArena arena = new CacheArena(rows);
    List<CacheLease> leases = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int choice = random.nextInt(3);
      if (choice == 0) {
        arena.lease(1 + random.nextInt(rows)).ifPresent(leases::add);
      } else if (choice == 1 && !leases.isEmpty()) {
        leases.get(random.nextInt(leases.size())).extendTo(1 + random.nextInt(rows));
      } else if (!leases.isEmpty()) {
        leases.remove(random.nextInt(leases.size())).close();
      }
      arena.checkIntegrity();
      boolean[] taken = new boolean[rows];
      for (CacheLease lease : leases) {
        for (int row = lease.start(); row < lease.start() + lease.rows(); row++) {
          assertThat(taken[row]).isFalse();
          taken[row] = true;
        }
      }
    }
    leases.forEach(CacheLease::close);
    assertThat(arena.lease(rows)).isPresent();
    assertThat(Arrays.asList(arena.rowsLent())).containsExactly(rows);
  }
}
