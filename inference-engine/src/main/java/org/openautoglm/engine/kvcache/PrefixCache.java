// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rows that sequences left behind, with the tokens whose keys and values they hold, so that another
 * sequence that begins with the same tokens need not compute them again. Nothing is ever found by
 * another tenant than the one who left it. Not safe for use by several threads.
 *
 * <p>Each entry owns a range of rows of its own, so entries are compared one by one instead of
 * being kept in a tree: with hundreds of entries that share a system prompt of thousands of tokens
 * the comparison takes a fraction of a millisecond, once per admitted sequence.
 */
public final class PrefixCache {
  /** Prefixes shorter than this many tokens are computed sooner than they are managed. */
  public static final int SHORTEST = 16;

  /** Least recently used first. */
  private final Set<Entry> entries = new LinkedHashSet<>();

  private int rows;

  /** What one sequence left behind. */
  public static final class Entry {
    private final String tenant;
    private final CacheLease lease;
    private int[] tokens;

    private Entry(String tenant, int[] tokens, CacheLease lease) {
      this.tenant = tenant;
      this.tokens = tokens;
      this.lease = lease;
    }

    /** Number of tokens, which is the number of rows. */
    public int length() {
      return tokens.length;
    }

    /** First row; see {@link CacheLease#start()}. */
    public int start() {
      return lease.start();
    }

    private boolean beginsWith(int[] other) {
      return common(tokens, other, other.length) == other.length;
    }
  }

  /**
   * An entry that begins like a sequence.
   *
   * @param shared number of tokens they have in common
   */
  public record Match(Entry entry, int shared) {
    /** Whether nothing of the entry is lost when the sequence takes over its rows. */
    public boolean isWhole() {
      return entry.length() == shared;
    }
  }

  /** Number of tokens with which both begin, at most {@code length}. */
  public static int common(int[] left, int[] right, int length) {
    int leftEnd = Math.min(left.length, length);
    int rightEnd = Math.min(right.length, length);
    int mismatch = Arrays.mismatch(left, 0, leftEnd, right, 0, rightEnd);
    return mismatch < 0 ? leftEnd : mismatch;
  }

  public int entries() {
    return entries.size();
  }

  /** Rows held by all entries. */
  public int rows() {
    return rows;
  }

  /** What all entries hold. */
  public List<CacheLease> leases() {
    return entries.stream().map(entry -> entry.lease).toList();
  }

  /**
   * The entry of this tenant that has most tokens in common with the first {@code length} tokens;
   * among equals one that is wholly a prefix of them. Changes nothing.
   */
  public Optional<Match> longest(String tenant, int[] tokens, int length) {
    Match best = null;
    for (Entry entry : entries) {
      if (entry.tenant.equals(tenant)) {
        Match match = new Match(entry, common(entry.tokens, tokens, length));
        if (match.shared >= SHORTEST && (best == null || better(match, best))) {
          best = match;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean better(Match match, Match than) {
    return match.shared > than.shared
        || (match.shared == than.shared && match.isWhole() && !than.isWhole());
  }

  /**
   * Keeps the rows a sequence leaves behind, as the entry used last. An entry that is a prefix of
   * another one of the same tenant is redundant: its rows are given back.
   *
   * @param tokens their first {@code length} are those whose keys and values the rows hold
   * @param lease from now on owned by this cache
   */
  public void keep(String tenant, int[] tokens, int length, CacheLease lease) {
    if (length < SHORTEST) {
      lease.close();
      return;
    }
    int[] held = Arrays.copyOf(tokens, length);
    for (Entry entry : Set.copyOf(entries)) {
      if (entry.tenant.equals(tenant) && entry.beginsWith(held)) {
        lease.close();
        touch(entry);
        return;
      }
      if (entry.tenant.equals(tenant) && common(held, entry.tokens, length) == entry.length()) {
        drop(entry);
      }
    }
    lease.shrinkTo(length);
    entries.add(new Entry(tenant, held, lease));
    rows += length;
  }

  /** Makes an entry the one used last. */
  public void touch(Entry entry) {
    if (entries.remove(entry)) {
      entries.add(entry);
    }
  }

  /** Takes an entry out; its rows then belong to the caller. */
  public CacheLease take(Entry entry) {
    if (!entries.remove(entry)) {
      throw new IllegalArgumentException("the entry is not in this cache any more");
    }
    rows -= entry.length();
    return entry.lease;
  }

  /**
   * Gives back at least so many rows, or all there are: those of the entries that were not used for
   * longest, and of the last one only its end, since what is left of it is still a prefix.
   *
   * @param spared an entry that stays, or null
   */
  public void evict(int count, Entry spared) {
    int left = count;
    for (Entry entry : List.copyOf(entries)) {
      if (left <= 0) {
        return;
      }
      if (entry != spared) {
        int before = rows;
        shorten(entry, entry.length() - left);
        left -= before - rows;
      }
    }
  }

  /**
   * Gives back rows of the entries that were not used for longest, until there is a gap of {@code
   * count} rows in one piece: the end of an entry, together with the gap behind it, or whole ones.
   *
   * <p>What is given back stays so where that was not enough; the free rows are then moved together
   * more easily.
   *
   * @param most rows that may be given back; what is left of an entry and not worth keeping goes
   *     beside
   * @param spared an entry that stays, or null
   * @return whether there is such a gap now
   */
  public boolean clear(int count, int most, Entry spared) {
    int left = most;
    for (Entry entry : List.copyOf(entries)) {
      if (entry == spared) {
        continue;
      }
      int wanted = Math.min(entry.length(), Math.max(0, count - entry.lease.rowsBehind()));
      if (wanted > left) {
        return false;
      }
      boolean enough = wanted < entry.length() || entry.lease.rowsOfGap() >= count;
      int before = rows;
      shorten(entry, entry.length() - wanted);
      left -= before - rows;
      if (enough) {
        return true;
      }
    }
    return false;
  }

  private void shorten(Entry entry, int length) {
    if (length < SHORTEST || isRedundant(entry, length)) {
      drop(entry);
      return;
    }
    rows -= entry.length() - length;
    entry.tokens = Arrays.copyOf(entry.tokens, length);
    entry.lease.shrinkTo(length);
  }

  private boolean isRedundant(Entry entry, int length) {
    return entries.stream()
        .filter(other -> other != entry && other.tenant.equals(entry.tenant))
        .anyMatch(other -> common(other.tokens, entry.tokens, length) == length);
  }

  private void drop(Entry entry) {
    take(entry).close();
  }

  /**
   * Checks that every entry has exactly one row per token.
   *
   * @throws IllegalStateException when not, which is a defect of this class or its user
   */
  public void checkIntegrity() {
    int sum = 0;
    for (Entry entry : entries) {
      if (entry.lease.rows() != entry.length()) {
        throw new IllegalStateException(
            "an entry of " + entry.length() + " tokens has " + entry.lease.rows() + " rows");
      }
      sum += entry.length();
    }
    if (sum != rows) {
      throw new IllegalStateException(sum + " rows are held, but " + rows + " were counted");
    }
  }
}
