// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/** Whatever callers, loads and unloads do at the same time, everything is given back in the end. */
class ModelSchedulerInterleavingTest {
  private static final int DEVICES = 2;
  private static final List<String> TENANTS = List.of("key:1", "key:2");
  private static final List<ModelKey> MODELS =
      List.of(
          new ModelKey("a", "1"),
          new ModelKey("b", "1"),
          new ModelKey("b", "2"),
          new ModelKey("c", "1"));

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void anyInterleavingLeavesNoLeaseNoThreadAndOneOutcomePerRequest(@ForAll long seed)
      throws InterruptedException {
    World world = new World(seed);
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      Random random = new Random(seed + caller);
      Thread thread = new Thread(() -> world.call(random));
      callers.add(thread);
      thread.start();
    }
    Random meddler = new Random(~seed);
    for (int round = 0; round < 10; round++) {
      world.meddle(meddler, callers);
    }
    boolean closeEarly = meddler.nextBoolean();
    if (closeEarly) {
      assertThat(world.scheduler.close(Duration.ofSeconds(20))).isEmpty();
    }
    for (Thread caller : callers) {
      caller.join(20_000);
      assertThat(caller.isAlive()).isFalse();
    }
    world.assertEveryPlaceIsGivenBack(closeEarly);
    assertThat(world.scheduler.close(Duration.ofSeconds(20))).isEmpty();
    world.assertEverythingIsGivenBack();
  }

  private static final class World {
    private final AtomicInteger free = new AtomicInteger(DEVICES);
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger outcomes = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<ModelKey> live = ConcurrentHashMap.newKeySet();
    private final List<String> wrongs = new ArrayList<>();
    private final Random loads;
    private final ModelScheduler<Instance> scheduler;

    World(long seed) {
      loads = new Random(seed * 31);
      scheduler = new ModelScheduler<>(this::create, 5, Duration.ofMillis(1), Clock.systemUTC());
    }

    private Instance create(ModelKey key) throws NoRoomException {
      if (free.getAndUpdate(devices -> Math.max(0, devices - 1)) == 0) {
        throw new NoRoomException("full", null);
      }
      if (!live.add(key)) {
        wrong("two instances of " + key);
      }
      int kind;
      synchronized (loads) {
        kind = loads.nextInt(10);
      }
      return new Instance(this, key, kind);
    }

    synchronized void wrong(String what) {
      wrongs.add(what);
    }

    void call(Random random) {
      for (int round = 0; round < 12; round++) {
        ModelKey key = MODELS.get(random.nextInt(MODELS.size()));
        String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
        requests.incrementAndGet();
        try (Place<Instance> place = scheduler.admit(key, tenant, 1 + random.nextInt(2))) {
          Instance instance = place.instance();
          if (!instance.key.equals(key)) {
            wrong("asked for " + key + ", got " + instance.key);
          }
          Thread.sleep(0, random.nextInt(500_000));
          if (instance.over && !instance.crashes && !instance.stopAsked) {
            wrong("unloaded under a request");
          }
          outcomes.incrementAndGet();
        } catch (ServingException | InterruptedException e) {
          outcomes.incrementAndGet();
        }
      }
    }

    void meddle(Random random, List<Thread> callers) throws InterruptedException {
      switch (random.nextInt(4)) {
        case 0 -> callers.get(random.nextInt(callers.size())).interrupt();
        case 1 -> scheduler.unload(MODELS.get(random.nextInt(MODELS.size())));
        case 2 ->
            scheduler.retain(Set.copyOf(List.of(MODELS.get(0), MODELS.get(random.nextInt(4)))));
        default -> scheduler.status(MODELS.get(random.nextInt(MODELS.size())));
      }
      Thread.sleep(0, random.nextInt(900_000));
    }

    /** Each tenant can have its whole share of each model again. */
    void assertEveryPlaceIsGivenBack(boolean closed) {
      for (ModelKey key : closed ? List.<ModelKey>of() : MODELS) {
        TENANTS.forEach(tenant -> scheduler.admit(key, tenant, scheduler.largestRequest()).close());
      }
    }

    void assertEverythingIsGivenBack() throws InterruptedException {
      for (Thread thread : threads) {
        thread.join(20_000);
        assertThat(thread.isAlive()).isFalse();
      }
      synchronized (this) {
        assertThat(wrongs).isEmpty();
      }
      assertThat(free).hasValue(DEVICES);
      assertThat(live).isEmpty();
      assertThat(outcomes.get()).isEqualTo(requests.get());
    }
  }

  /** Loads on a thread of its own; some fail to load, some break while they serve. */
  private static final class Instance implements ManagedInstance {
    private final World world;
    private final ModelKey key;
    private final boolean fails;
    private final boolean crashes;
    private boolean started;
    private volatile boolean stopAsked;
    private volatile boolean over;

    Instance(World world, ModelKey key, int kind) {
      this.world = world;
      this.key = key;
      this.fails = kind < 2;
      this.crashes = kind == 2;
    }

    @Override
    public synchronized void start(InstanceListener listener) {
      started = true;
      Thread thread = new Thread(() -> run(listener));
      world.threads.add(thread);
      thread.start();
    }

    private void run(InstanceListener listener) {
      ServingException failure = fails ? new ServingException(ErrorCode.MODEL_BROKEN, "no") : null;
      if (!fails) {
        listener.onReady();
        failure = serve();
      }
      over = true;
      giveBack();
      listener.onEnded(failure);
    }

    private synchronized ServingException serve() {
      try {
        if (crashes) {
          wait(1);
          return new ServingException(ErrorCode.INTERNAL, "broke");
        }
        while (!stopAsked) {
          wait();
        }
      } catch (InterruptedException e) {
        world.wrong("interrupted");
      }
      return null;
    }

    private void giveBack() {
      world.live.remove(key);
      world.free.incrementAndGet();
    }

    @Override
    public synchronized void stop() {
      if (!started && !stopAsked) {
        giveBack();
      }
      stopAsked = true;
      notifyAll();
    }
  }
}
