// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** One of some texts. */
public final class Literals implements Text {
  /** In the order of their bytes. */
  private final byte[][] texts;

  /** Those from here to there begin with what was said. */
  private final int from;

  private final int to;

  /** How many bytes were said. */
  private final int said;

  private Literals(byte[][] texts, int from, int to, int said) {
    this.texts = texts;
    this.from = from;
    this.to = to;
    this.said = said;
  }

  public static Literals of(String... texts) {
    return of(Arrays.asList(texts));
  }

  public static Literals of(Collection<String> texts) {
    byte[][] sorted =
        texts.stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .sorted(Arrays::compareUnsigned)
            .toArray(byte[][]::new);
    return new Literals(sorted, 0, sorted.length, 0);
  }

  @Override
  public Text after(int next) {
    int low = firstFrom(next);
    int high = firstFrom(next + 1);
    return low == high ? null : new Literals(texts, low, high, said + 1);
  }

  /** The first text whose next byte is this one or a later one, by binary search. */
  private int firstFrom(int next) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] text = texts[middle];
      // the shortest come first
      if (text.length == said || Byte.toUnsignedInt(text[said]) < next) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public boolean mayEnd() {
    return from < to && texts[from].length == said;
  }
}
