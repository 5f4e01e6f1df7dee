// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.batch.WaitingRoom.Outcome;

class WaitingRoomTest {
  private static final Function<Sequence, Outcome> ROOM_FOR_ALL = sequence -> Outcome.ADMITTED;

  private final WaitingRoom room = new WaitingRoom();

  @Test
  void withinATenantTheOrderIsThatOfArrival() {
    List<Sequence> sequences = List.of(add("a"), add("a"), add("a"));
    assertThat(admitAll(ROOM_FOR_ALL)).isEqualTo(sequences);
    assertThat(room.isEmpty()).isTrue();
  }

  @Test
  void aThousandSequencesOfOneTenantDelayAnotherOneByOneAdmission() {
    for (int i = 0; i < 1000; i++) {
      add("a");
    }
    room.admitNext(ROOM_FOR_ALL);
    Sequence other = add("b");
    List<Sequence> next = new ArrayList<>();
    room.admitNext(ROOM_FOR_ALL).ifPresent(next::add);
    room.admitNext(ROOM_FOR_ALL).ifPresent(next::add);
    assertThat(next).contains(other);
  }

  @Test
  void aSequencePutBackIsTheNextOne() {
    Sequence first = add("a");
    add("b");
    add("a");
    room.admitNext(ROOM_FOR_ALL);
    room.putBack(first);
    assertThat(room.size()).isEqualTo(3);
    assertThat(room.admitNext(ROOM_FOR_ALL)).contains(first);
  }

  @Test
  void aSequenceWithoutRoomIsOvertakenOnlySoOften() {
    Sequence large = add("large");
    for (int i = 0; i < 100; i++) {
      add("small");
    }
    List<Sequence> admitted =
        admitAll(sequence -> sequence == large ? Outcome.NO_ROOM : Outcome.ADMITTED);
    assertThat(admitted).hasSize(WaitingRoom.MOST_OVERTAKING);
    assertThat(room.admitNext(ROOM_FOR_ALL)).contains(large);
    assertThat(admitAll(ROOM_FOR_ALL)).hasSize(100 - WaitingRoom.MOST_OVERTAKING);
  }

  @Test
  void aSequenceThatIsBetterOffWaitingBlocksNobody() {
    Sequence patient = add("patient");
    for (int i = 0; i < 100; i++) {
      add("other");
    }
    assertThat(admitAll(sequence -> sequence == patient ? Outcome.LATER : Outcome.ADMITTED))
        .hasSize(100);
  }

  @Test
  void cancelledSequencesLeaveWithoutATurn() {
    Sequence cancelled = add("a");
    Sequence stays = add("a");
    add("b").cancel();
    cancelled.cancel();
    assertThat(room.removeCancelled()).hasSize(2).contains(cancelled);
    assertThat(room.size()).isEqualTo(1);
    assertThat(admitAll(ROOM_FOR_ALL)).containsExactly(stays);
  }

  @Test
  void noneIsLostThatIsCancelledWhileOthersAreTakenOut() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      List<Sequence> all = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        all.add(add("a"));
      }
      Thread caller = new Thread(() -> all.forEach(Sequence::cancel));
      caller.start();
      int taken = 0;
      while (caller.isAlive()) {
        taken += room.removeCancelled().size();
      }
      caller.join();
      taken += room.removeCancelled().size();
      assertThat(taken).isEqualTo(all.size());
      assertThat(room.isEmpty()).isTrue();
    }
  }

  /** While a tenant waits, no other one is admitted twice more often than it has had its turn. */
  @Property
  void tenantsTakeTurns(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int tenants) {
    WaitingRoom room = new WaitingRoom();
    Random random = new Random(seed);
    Map<String, Integer> turns = new HashMap<>();
    for (int t = 0; t < tenants; t++) {
      for (int i = 0; i < 40; i++) {
        room.add(new TestSequence("tenant " + t, 1));
      }
    }
    for (int i = 0; i < 30 * tenants; i++) {
      if (random.nextInt(3) == 0) {
        room.add(new TestSequence("tenant " + random.nextInt(tenants), 1));
      }
      Sequence next = room.admitNext(ROOM_FOR_ALL).orElseThrow();
      turns.merge(next.tenant(), 1, Integer::sum);
      int most = turns.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
      for (int t = 0; t < tenants; t++) {
        assertThat(turns.getOrDefault("tenant " + t, 0)).isBetween(most - 1, most);
      }
    }
  }

  private Sequence add(String tenant) {
    Sequence sequence = new TestSequence(tenant, 1);
    room.add(sequence);
    return sequence;
  }

  private List<Sequence> admitAll(Function<Sequence, Outcome> attempt) {
    List<Sequence> admitted = new ArrayList<>();
    for (Optional<Sequence> next = room.admitNext(attempt);
        next.isPresent();
        next = room.admitNext(attempt)) {
      admitted.add(next.get());
    }
    return admitted;
  }
}
