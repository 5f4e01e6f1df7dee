// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.openautoglm.engine.api.Tokenizer;

/**
 * The tokens of a vocabulary in the order of their bytes: those that begin with the same bytes are
 * neighbours, so that the array is read like a tree. Safe for use by many threads.
 */
public final class VocabularyTree {
  private final int[] ids;
  private final byte[][] bytes;

  private VocabularyTree(int[] ids, byte[][] bytes) {
    this.ids = ids;
    this.bytes = bytes;
  }

  /**
   * @param asText which ids may stand for their bytes; those without bytes are left out
   */
  public static VocabularyTree of(Tokenizer tokenizer, IntPredicate asText) {
    record Entry(int id, byte[] bytes) {}
    Entry[] entries =
        IntStream.range(0, tokenizer.vocabularySize())
            .filter(asText)
            .mapToObj(id -> new Entry(id, tokenizer.tokenBytes(id)))
            .filter(entry -> entry.bytes.length > 0)
            .sorted(Comparator.comparing(Entry::bytes, Arrays::compareUnsigned))
            .toArray(Entry[]::new);
    return new VocabularyTree(
        Arrays.stream(entries).mapToInt(Entry::id).toArray(),
        Arrays.stream(entries).map(Entry::bytes).toArray(byte[][]::new));
  }

  /** All of them. */
  public BitSet all() {
    BitSet all = new BitSet();
    Arrays.stream(ids).forEach(all::set);
    return all;
  }

  /** Those all of whose bytes may be said. */
  public BitSet matching(Text text) {
    BitSet matching = new BitSet();
    collect(text, 0, 0, ids.length, matching);
    return matching;
  }

  /** Looks through tokens that agree in their first {@code depth} bytes, which have been said. */
  private void collect(Text text, int depth, int from, int to, BitSet matching) {
    int start = from;
    // the shortest come first
    while (start < to && bytes[start].length == depth) {
      matching.set(ids[start++]);
    }
    while (start < to) {
      int next = Byte.toUnsignedInt(bytes[start][depth]);
      int end = endOf(next, depth, start, to);
      Text behind = text.after(next);
      if (behind != null) {
        collect(behind, depth + 1, start, end, matching);
      }
      start = end;
    }
  }

  /** Where the tokens with this byte at this depth end, by binary search. */
  private int endOf(int value, int depth, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Byte.toUnsignedInt(bytes[middle][depth]) > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
