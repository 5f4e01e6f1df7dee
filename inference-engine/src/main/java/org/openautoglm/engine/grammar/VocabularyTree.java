// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.openautoglm.engine.api.Tokenizer;

/**
 * The tokens of a vocabulary that are text, in the order of their bytes: those that begin with the
 * same bytes are neighbours, so that the array is read like a tree. Safe for use by many threads.
 */
public final class VocabularyTree {
  private final Tokenizer tokenizer;
  private final Branches all;

  /** What has no quote, backslash or control character: see {@link Text#isWithinString}. */
  private final BitSet plain = new BitSet();

  private final Branches others;

  private record Token(int id, byte[] bytes) {
    boolean isPlain() {
      for (byte next : bytes) {
        if (next == '"' || next == '\\' || next >= 0 && next < ' ') {
          return false;
        }
      }
      return true;
    }
  }

  private VocabularyTree(Tokenizer tokenizer, List<Token> sorted) {
    this.tokenizer = tokenizer;
    all = Branches.of(sorted);
    others = Branches.of(sorted.stream().filter(token -> !token.isPlain()).toList());
    sorted.stream().filter(Token::isPlain).forEach(token -> plain.set(token.id));
  }

  /** All tokens but special ones and those without bytes. */
  public static VocabularyTree of(Tokenizer tokenizer) {
    return new VocabularyTree(
        tokenizer,
        IntStream.range(0, tokenizer.vocabularySize())
            .filter(id -> !tokenizer.isSpecial(id))
            .mapToObj(id -> new Token(id, tokenizer.tokenBytes(id)))
            .filter(token -> token.bytes.length > 0)
            .sorted(Comparator.comparing(Token::bytes, Arrays::compareUnsigned))
            .toList());
  }

  /** What a token stands for. */
  public byte[] bytes(int id) {
    return tokenizer.tokenBytes(id);
  }

  /** All of them. */
  public BitSet all() {
    BitSet ids = new BitSet();
    Arrays.stream(all.ids).forEach(ids::set);
    return ids;
  }

  /** Those all of whose bytes may be said. */
  public BitSet matching(Text text) {
    if (text.isWithinString()) {
      BitSet matching = (BitSet) plain.clone();
      others.collect(text, matching);
      return matching;
    }
    BitSet matching = new BitSet();
    all.collect(text, matching);
    return matching;
  }

  /** Tokens in the order of their bytes. */
  private record Branches(int[] ids, byte[][] bytes) {
    static Branches of(List<Token> sorted) {
      return new Branches(
          sorted.stream().mapToInt(Token::id).toArray(),
          sorted.stream().map(Token::bytes).toArray(byte[][]::new));
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
