// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Learns which neighbouring tokens are joined: over and over the most frequent pair, the first one
 * among equals. Source: Sennrich, Haddow and Birch, Neural Machine Translation of Rare Words with
 * Subword Units (2016), over bytes as in GPT-2.
 */
public final class BytePairTrainer {
  private static final int BYTES = 256;

  /** Rarer words are made up; they have to be spelt. */
  private static final int FEWEST = 3;

  private final Map<String, Long> counts = new TreeMap<>();
  private final List<int[]> words = new ArrayList<>();
  private final List<Long> weights = new ArrayList<>();

  /** Of every token, one character a byte. */
  private final List<String> spellings =
      new ArrayList<>(
          IntStream.range(0, BYTES).mapToObj(value -> String.valueOf((char) value)).toList());

  /**
   * Two tokens that become one. Tokens below 256 are bytes; the others are numbered as they appear.
   */
  public record Merge(int left, int right, int token) {}

  private record Pair(int left, int right) {}

  /** Takes the words of a text into account. */
  public void add(String text) {
    WordSplit.forEach(text, word -> counts.merge(word, 1L, Long::sum));
  }

  /**
   * @param most merges at most; there are fewer when no pair occurs twice
   * @return in the order in which they are applied
   */
  public List<Merge> train(int most) {
    counts.forEach(
        (word, count) -> {
          if (count >= FEWEST) {
            words.add(bytes(word));
            weights.add(count);
          }
        });
    List<Merge> merges = new ArrayList<>();
    while (merges.size() < most) {
      Pair best = mostFrequent();
      if (best == null) {
        break;
      }
      Merge merge = new Merge(best.left(), best.right(), token(best));
      words.replaceAll(word -> joined(word, merge));
      merges.add(merge);
    }
    return merges;
  }

  /** What is spelt the same is the same token, whatever it was joined from. */
  private int token(Pair pair) {
    String spelling = spellings.get(pair.left()) + spellings.get(pair.right());
    int known = spellings.indexOf(spelling);
    if (known >= 0) {
      return known;
    }
    spellings.add(spelling);
    return spellings.size() - 1;
  }

  private Pair mostFrequent() {
    Map<Pair, Long> pairs = new HashMap<>();
    for (int w = 0; w < words.size(); w++) {
      int[] word = words.get(w);
      for (int i = 1; i < word.length; i++) {
        pairs.merge(new Pair(word[i - 1], word[i]), weights.get(w), Long::sum);
      }
    }
    Pair best = null;
    long most = 1;
    for (Map.Entry<Pair, Long> pair : pairs.entrySet()) {
      Pair candidate = pair.getKey();
      long count = pair.getValue();
      if (count > most || (count == most && best != null && isBefore(candidate, best))) {
        best = candidate;
        most = count;
      }
    }
    return best;
  }

  private static boolean isBefore(Pair a, Pair b) {
    return a.left() != b.left() ? a.left() < b.left() : a.right() < b.right();
  }

  private static int[] joined(int[] word, Merge merge) {
    int length = 0;
    int[] out = null;
    for (int i = 0; i < word.length; i++) {
      if (i + 1 < word.length && word[i] == merge.left() && word[i + 1] == merge.right()) {
        if (out == null) {
          out = word.clone();
          length = i;
        }
        out[length++] = merge.token();
        i++;
      } else if (out != null) {
        out[length++] = word[i];
      }
    }
    return out == null ? word : Arrays.copyOf(out, length);
  }

  private static int[] bytes(String word) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[utf8.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = utf8[i] & 0xFF;
    }
    return tokens;
  }
}
