// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.openautoglm.engine.api.Tokenizer;

/**
 * The tokens of a vocabulary that are text, in the order of their bytes: those that begin with the
 * same bytes are neighbours, so that the array is read like a tree. Safe for use by many threads.
 */
public final class VocabularyTree {
  private final Tokenizer tokenizer;

  /** Symbols of the tokens that are marks. */
  private final Map<Integer, Integer> marks;

  private final Branches all;
  private final BitSet allIds;

  /** See {@link Text#takesPlain}. */
  private final BitSet plainIds;

  private final Branches others;

  private record Token(int id, byte[] bytes) {
    boolean isPlain() {
      Utf8 character = Utf8.WHOLE;
      for (byte signed : bytes) {
        int next = Byte.toUnsignedInt(signed);
        if (next == '"' || next == '\\' || next < ' ') {
          return false;
        }
        character = character.after(next);
        if (character == null) {
          return false;
        }
      }
      return true;
    }
  }

  private VocabularyTree(Tokenizer tokenizer, Map<Integer, Integer> marks, List<Token> sorted) {
    this.tokenizer = tokenizer;
    this.marks = Map.copyOf(marks);
    all = Branches.of(sorted);
    allIds = all.toBitSet();
    plainIds = Branches.of(sorted.stream().filter(Token::isPlain).toList()).toBitSet();
    others = Branches.of(sorted.stream().filter(token -> !token.isPlain()).toList());
  }

  /**
   * Sorts a vocabulary. Special tokens, and those without bytes, are no text.
   *
   * @param rows bound of the ids
   * @param marks symbols of tokens that are marks, by their ids
   * @param ends ids that end an answer and are no text either
   */
  public static VocabularyTree of(
      Tokenizer tokenizer, int rows, Map<Integer, Integer> marks, Set<Integer> ends) {
    return new VocabularyTree(
        tokenizer,
        marks,
        IntStream.range(0, rows)
            .filter(id -> !tokenizer.isSpecial(id) && !marks.containsKey(id) && !ends.contains(id))
            .mapToObj(id -> new Token(id, tokenizer.tokenBytes(id)))
            .filter(token -> token.bytes.length > 0)
            .sorted(Comparator.comparing(Token::bytes, Arrays::compareUnsigned))
            .toList());
  }

  /** What may be said behind a token, or null when it may not come. */
  public Text after(Text text, int id) {
    Integer mark = marks.get(id);
    if (mark != null) {
      return text.after(mark);
    }
    if (!allIds.get(id)) {
      return null;
    }
    Text behind = text;
    for (byte next : tokenizer.tokenBytes(id)) {
      behind = behind.after(Byte.toUnsignedInt(next));
      if (behind == null) {
        return null;
      }
    }
    return behind;
  }

  /** The tokens that may come next. */
  public BitSet matching(Text text) {
    BitSet matching = new BitSet();
    for (Text alternative : text.alternatives()) {
      if (alternative.takesAll()) {
        matching.or(allIds);
      } else if (alternative.takesPlain()) {
        matching.or(plainIds);
        others.collect(alternative, matching);
      } else {
        all.collect(alternative, matching);
      }
    }
    marks.forEach(
        (id, mark) -> {
          if (text.after(mark) != null) {
            matching.set(id);
          }
        });
    return matching;
  }

  /** A walk of one sequence, most of whose steps are within a string and find the same tokens. */
  public Walk walk() {
    return new Walk();
  }

  /** Remembers what the last texts took. Not safe for use by several threads. */
  public final class Walk {
    private static final int REMEMBERED = 8;

    private final Map<Text, BitSet> found =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Text, BitSet> eldest) {
            return size() > REMEMBERED;
          }
        };

    /** As {@link VocabularyTree#matching}, not to be changed. */
    public BitSet matching(Text text) {
      return found.computeIfAbsent(text, VocabularyTree.this::matching);
    }
  }

  /** Tokens in the order of their bytes. */
  private record Branches(int[] ids, byte[][] bytes) {
    static Branches of(List<Token> sorted) {
      return new Branches(
          sorted.stream().mapToInt(Token::id).toArray(),
          sorted.stream().map(Token::bytes).toArray(byte[][]::new));
    }

    BitSet toBitSet() {
      BitSet set = new BitSet();
      Arrays.stream(ids).forEach(set::set);
      return set;
    }

    void collect(Text text, BitSet matching) {
      collect(text, 0, 0, ids.length, matching);
    }

    /** Looks through tokens that agree in their first {@code depth} bytes, which were said. */
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
}
