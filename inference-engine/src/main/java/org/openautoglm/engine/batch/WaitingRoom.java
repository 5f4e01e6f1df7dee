// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sequences that wait for cache rows. Tenants take turns, however many sequences each of them has;
 * within a tenant the order is that of arrival.
 *
 * <p>A sequence for which there is no room yet may be overtaken by smaller ones of other tenants,
 * but only so often: then nobody is admitted before it, so that enough rows come together.
 */
final class WaitingRoom {
  /** How often a sequence is overtaken at most. */
  static final int MOST_OVERTAKING = 16;

  /** Tenants asked in one attempt: each question looks through the cached prefixes. */
  private static final int MOST_ASKED = 32;

  private final Map<String, Tenant> tenants = new HashMap<>();

  /** Whose turn is next comes first. */
  private final Deque<Tenant> turns = new ArrayDeque<>();

  private int size;

  /** What became of an attempt to admit a sequence. */
  enum Outcome {
    ADMITTED,
    /** There are not enough free rows. */
    NO_ROOM,
    /** It is better off when it waits for what another sequence is computing. */
    LATER
  }

  private static final class Tenant {
    private final String name;
    private final Deque<Sequence> sequences = new ArrayDeque<>();

    /** How often the first sequence was overtaken. */
    private int overtaken;

    Tenant(String name) {
      this.name = name;
    }
  }

  void add(Sequence sequence) {
    Tenant tenant = tenants.get(sequence.tenant());
    if (tenant == null) {
      tenant = new Tenant(sequence.tenant());
      tenants.put(tenant.name, tenant);
      turns.addLast(tenant);
    }
    tenant.sequences.addLast(sequence);
    size++;
  }

  /** A sequence that ran has to wait again; it is the next one. */
  void putBack(Sequence sequence) {
    Tenant tenant = tenants.computeIfAbsent(sequence.tenant(), Tenant::new);
    tenant.sequences.addFirst(sequence);
    tenant.overtaken = 0;
    turns.remove(tenant);
    turns.addFirst(tenant);
    size++;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Takes out the next sequence that can be admitted. */
  Optional<Sequence> admitNext(Function<Sequence, Outcome> attempt) {
    List<Tenant> overtaken = new ArrayList<>();
    int asked = 0;
    for (Tenant tenant : turns) {
      if (asked++ == MOST_ASKED) {
        break;
      }
      Outcome outcome = attempt.apply(tenant.sequences.getFirst());
      if (outcome == Outcome.ADMITTED) {
        overtaken.forEach(other -> other.overtaken++);
        return Optional.of(takeFirst(tenant));
      }
      if (outcome == Outcome.NO_ROOM) {
        if (tenant.overtaken >= MOST_OVERTAKING) {
          break;
        }
        overtaken.add(tenant);
      }
    }
    return Optional.empty();
  }

  private Sequence takeFirst(Tenant tenant) {
    Sequence sequence = tenant.sequences.removeFirst();
    tenant.overtaken = 0;
    size--;
    turns.remove(tenant);
    if (tenant.sequences.isEmpty()) {
      tenants.remove(tenant.name);
    } else {
      turns.addLast(tenant);
    }
    return sequence;
  }

  /** Takes out every sequence that was cancelled. */
  List<Sequence> removeCancelled() {
    List<Sequence> cancelled = new ArrayList<>();
    for (Iterator<Tenant> all = turns.iterator(); all.hasNext(); ) {
      Tenant tenant = all.next();
      // asked once only: others are being cancelled meanwhile
      Set<Sequence> gone =
          tenant.sequences.stream()
              .filter(Sequence::isCancelled)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (gone.isEmpty()) {
        continue;
      }
      if (gone.contains(tenant.sequences.getFirst())) {
        tenant.overtaken = 0;
      }
      tenant.sequences.removeIf(gone::contains);
      cancelled.addAll(gone);
      if (tenant.sequences.isEmpty()) {
        all.remove();
        tenants.remove(tenant.name);
      }
    }
    size -= cancelled.size();
    return cancelled;
  }

  /** Takes out all sequences. */
  List<Sequence> removeAll() {
    List<Sequence> all = turns.stream().flatMap(tenant -> tenant.sequences.stream()).toList();
    turns.clear();
    tenants.clear();
    size = 0;
    return all;
  }
}
