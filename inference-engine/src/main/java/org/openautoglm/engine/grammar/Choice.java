// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One of some texts that are known, each with what may be said behind it. */
public final class Choice implements Text {
  private final Table table;

  /** The texts from here to there begin with what was said. */
  private final int from;

  private final int to;

  /** How many bytes were said. */
  private final int said;

  /** Texts in the order of their bytes, and what follows each. */
  private record Table(byte[][] texts, Text[] behind) {}

  private Choice(Table table, int from, int to, int said) {
    this.table = table;
    this.from = from;
    this.to = to;
    this.said = said;
  }

  /** One of these, with nothing behind it. */
  public static Text of(String... texts) {
    return of(Arrays.asList(texts));
  }

  /** One of these, with nothing behind it. */
  public static Text of(Collection<String> texts) {
    Map<String, Text> behind = new TreeMap<>();
    texts.forEach(text -> behind.put(text, END));
    return of(behind);
  }

  /** One of the keys, and its value behind it. */
  public static Text of(Map<String, Text> texts) {
    record Entry(byte[] text, Text behind) {}
    List<Entry> sorted =
        texts.entrySet().stream()
            .map(each -> new Entry(each.getKey().getBytes(StandardCharsets.UTF_8), each.getValue()))
            .sorted((one, other) -> Arrays.compareUnsigned(one.text, other.text))
            .toList();
    return of(
        new Table(
            sorted.stream().map(Entry::text).toArray(byte[][]::new),
            sorted.stream().map(Entry::behind).toArray(Text[]::new)),
        0,
        sorted.size(),
        0);
  }

  private static Text of(Table table, int from, int to, int said) {
    if (from == to) {
      return NONE;
    }
    boolean only = to == from + 1 && table.texts[from].length == said;
    return only ? table.behind[from] : new Choice(table, from, to, said);
  }

  @Override
  public Text after(int symbol) {
    Text longer = NONE;
    if (symbol < BYTES) {
      longer = of(table, firstFrom(symbol), firstFrom(symbol + 1), said + 1);
    }
    Text behind = isWhole() ? table.behind[from].after(symbol) : null;
    Text both = behind == null ? longer : Either.of(List.of(longer, behind));
    return both == NONE ? null : both;
  }

  /** The first text whose next byte is this one or a later one, by binary search. */
  private int firstFrom(int next) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] text = table.texts[middle];
      // the shortest come first
      if (text.length == said || Byte.toUnsignedInt(text[said]) < next) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether one of the texts was said. */
  private boolean isWhole() {
    return table.texts[from].length == said;
  }

  @Override
  public boolean mayEnd() {
    return isWhole() && table.behind[from].mayEnd();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Choice that
        && table == that.table
        && from == that.from
        && to == that.to
        && said == that.said;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * System.identityHashCode(table) + from) + said;
  }
}
