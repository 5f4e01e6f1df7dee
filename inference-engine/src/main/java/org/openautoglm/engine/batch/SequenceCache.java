// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openautoglm.engine.kvcache.CacheArena;
import org.openautoglm.engine.kvcache.CacheLease;
import org.openautoglm.engine.kvcache.PrefixCache;
import org.openautoglm.engine.kvcache.RowCopier;

/**
 * Gives sequences their cache rows, with the keys and values of a prefix already in them where
 * another sequence of the same tenant left it or is just computing it. Prefixes that nobody uses
 * fill whatever is free, and are given up, least recently used first, when rows are needed.
 *
 * <p>Moving rows is preferred to giving prefixes up, because copying a row takes microseconds and
 * computing it again milliseconds, but only as many as a sequence is to have: all running ones wait
 * meanwhile, and in a full cache the free rows may lie one by one between all that was ever left.
 * Before more are moved, the prefixes not used for longest are given up, up to twice as many rows
 * as are asked for.
 */
final class SequenceCache {
  /** Rows leased beyond what a sequence has, so that it seldom has to grow. */
  private static final int HEADROOM = 64;

  private final CacheArena arena;
  private final PrefixCache prefixes = new PrefixCache();
  private final RowCopier copier;
  private final boolean reuse;

  /**
   * @param reuse whether prefixes are kept and looked for
   */
  SequenceCache(int rows, RowCopier copier, boolean reuse) {
    this.arena = new CacheArena(rows, copier);
    this.copier = copier;
    this.reuse = reuse;
  }

  /** Rows leased to sequences. */
  int rowsUsed() {
    return arena.rowsLent() - prefixes.rows();
  }

  int prefixRows() {
    return prefixes.rows();
  }

  int prefixes() {
    return prefixes.entries();
  }

  /**
   * Lets a sequence run, if there are rows for it.
   *
   * @param running those beside which it would run
   * @return whether it runs now
   */
  boolean admit(Sequence sequence, Collection<Sequence> running) {
    int least =
        running.isEmpty()
            ? sequence.length()
            : Math.min(sequence.limit(), sequence.length() + HEADROOM);
    Optional<PrefixCache.Match> left = left(sequence);
    Optional<Sequence> sibling = sibling(sequence, running);
    int shared = left.map(PrefixCache.Match::shared).orElse(0);
    if (sibling.isPresent() && sharedRows(sequence, sibling.get()) > shared) {
      return admitBeside(sequence, sibling.get(), least);
    }
    return left.isPresent()
        ? admitBehind(sequence, left.get(), least)
        : admitAlone(sequence, least);
  }

  /** Whether a running sequence is about to compute a good part of what this one needs. */
  boolean isWorthWaiting(Sequence sequence, Collection<Sequence> running) {
    if (!reuse || !sequence.mayReusePrefix()) {
      return false;
    }
    int now = left(sequence).map(PrefixCache.Match::shared).orElse(0);
    int later = now;
    for (Sequence other : running) {
      if (other.tenant().equals(sequence.tenant())) {
        now = Math.max(now, sharedRows(sequence, other));
        later = Math.max(later, sharedTokens(sequence, other, other.promptLength()));
      }
    }
    return later - now >= PrefixCache.SHORTEST;
  }

  private Optional<PrefixCache.Match> left(Sequence sequence) {
    return reuse && sequence.mayReusePrefix()
        ? prefixes.longest(sequence.tenant(), sequence.tokens(), reusable(sequence))
        : Optional.empty();
  }

  private Optional<Sequence> sibling(Sequence sequence, Collection<Sequence> running) {
    if (!reuse || !sequence.mayReusePrefix()) {
      return Optional.empty();
    }
    Sequence best = null;
    int most = PrefixCache.SHORTEST - 1;
    for (Sequence other : running) {
      if (other.tenant().equals(sequence.tenant()) && sharedRows(sequence, other) > most) {
        best = other;
        most = sharedRows(sequence, other);
      }
    }
    return Optional.ofNullable(best);
  }

  private static int sharedRows(Sequence sequence, Sequence other) {
    return sharedTokens(sequence, other, other.computed());
  }

  private static int sharedTokens(Sequence sequence, Sequence other, int length) {
    return PrefixCache.common(
        sequence.tokens(), other.tokens(), Math.min(reusable(sequence), length));
  }

  /** The last token is always computed: what follows it is wanted. */
  private static int reusable(Sequence sequence) {
    return sequence.length() - 1;
  }

  private boolean admitAlone(Sequence sequence, int least) {
    Optional<CacheLease> lease = lease(least, roomy(sequence, least), null);
    lease.ifPresent(rows -> sequence.admit(rows, 0));
    return lease.isPresent();
  }

  private boolean admitBeside(Sequence sequence, Sequence sibling, int least) {
    Optional<CacheLease> lease = lease(least, roomy(sequence, least), null);
    lease.ifPresent(
        rows -> {
          int shared = sharedRows(sequence, sibling);
          copier.copy(sibling.lease().start(), rows.start(), shared);
          sequence.admit(rows, shared);
        });
    return lease.isPresent();
  }

  private boolean admitBehind(Sequence sequence, PrefixCache.Match match, int least) {
    PrefixCache.Entry entry = match.entry();
    if (!match.isWhole()) {
      Optional<CacheLease> lease = lease(least, roomy(sequence, least), entry);
      if (lease.isPresent()) {
        copier.copy(entry.start(), lease.get().start(), match.shared());
        prefixes.touch(entry);
        sequence.admit(lease.get(), match.shared());
        return true;
      }
    }
    // taken over: nothing of it is lost, or there is no room for both and it had to go anyway
    if (arena.rowsFree() + prefixes.rows() < least) {
      return false;
    }
    sequence.admit(prefixes.take(entry), match.shared());
    return grow(sequence, least);
  }

  /**
   * Gives a running sequence at least this many rows.
   *
   * @return false, with nothing changed, when so many cannot be had
   */
  boolean grow(Sequence sequence, int rows) {
    CacheLease lease = sequence.lease();
    if (lease.rows() >= rows) {
      return true;
    }
    if (lease.rows() + arena.rowsFree() + prefixes.rows() < rows) {
      return false;
    }
    int held = lease.rows();
    int target = held + makeFree(rows - held, roomy(sequence, rows) - held, null);
    return lease.extendTo(target)
        || relocate(sequence, target)
        || extend(lease, target, target)
        || (prefixes.clear(target, 2 * (target - held), null) && relocate(sequence, target))
        || extend(lease, target, Integer.MAX_VALUE);
  }

  private boolean extend(CacheLease lease, int rows, int mostMoved) {
    return arena.gatherBehind(lease, rows - lease.rows(), mostMoved) && lease.extendTo(rows);
  }

  private boolean relocate(Sequence sequence, int rows) {
    Optional<CacheLease> other = arena.lease(rows);
    other.ifPresent(
        lease -> {
          copier.copy(sequence.lease().start(), lease.start(), sequence.computed());
          sequence.relocate(lease);
        });
    return other.isPresent();
  }

  /** Gives a sequence rows for a few tokens more, if that costs nothing; returns for how many. */
  int spare(Sequence sequence, int tokens) {
    CacheLease lease = sequence.lease();
    return lease.extendTo(sequence.length() + tokens)
        ? tokens
        : Math.min(tokens, lease.rows() - sequence.length());
  }

  /** Takes the rows of a sequence that runs no longer; what is in them is kept for others. */
  void retire(Sequence sequence) {
    int computed = sequence.computed();
    CacheLease rows = sequence.leave();
    if (rows == null) {
      return;
    }
    // texts to embed are not continued, and would push out prompts that are
    if (reuse && computed > 0 && !sequence.wantsHiddenStates()) {
      prefixes.keep(sequence.tenant(), sequence.tokens(), computed, rows);
    } else {
      rows.close();
    }
  }

  /** Takes the rows of a sequence that failed; nobody knows what is in them. */
  void discard(Sequence sequence) {
    CacheLease rows = sequence.leave();
    if (rows != null) {
      rows.close();
    }
  }

  /** Leases between {@code least} and {@code most} rows. */
  private Optional<CacheLease> lease(int least, int most, PrefixCache.Entry spared) {
    int evictable = prefixes.rows() - (spared == null ? 0 : spared.length());
    if (arena.rowsFree() + evictable < least) {
      return Optional.empty();
    }
    int rows = makeFree(least, most, spared);
    Optional<CacheLease> lease = arena.lease(rows);
    if (lease.isPresent()) {
      return lease;
    }
    return arena.gather(rows, rows)
            || prefixes.clear(rows, 2 * rows, spared)
            || arena.gather(rows, Integer.MAX_VALUE)
        ? arena.lease(rows)
        : Optional.empty();
  }

  /** Sees to it that so many rows are free; gives up everything only for what is indispensable. */
  private int makeFree(int least, int most, PrefixCache.Entry spared) {
    int evictable = prefixes.rows() - (spared == null ? 0 : spared.length());
    int rows = arena.rowsFree() + evictable >= most ? most : least;
    prefixes.evict(rows - arena.rowsFree(), spared);
    return Math.min(most, arena.rowsFree());
  }

  private static int roomy(Sequence sequence, int rows) {
    return Math.max(rows, Math.min(sequence.limit(), rows + HEADROOM + rows / 8));
  }

  /**
   * Checks that every row is free, held for reuse, or leased to one of these sequences.
   *
   * @throws IllegalStateException when not, which is a defect of this package
   */
  void checkIntegrity(Collection<Sequence> running) {
    List<CacheLease> held = new ArrayList<>(prefixes.leases());
    running.forEach(sequence -> held.add(sequence.lease()));
    arena.checkIntegrity(held);
    prefixes.checkIntegrity();
  }
}
