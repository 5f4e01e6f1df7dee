// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of several texts, as long as each of them can still be meant.
 *
 * @param alternatives none of which is such a text itself
 */
record Either(List<Text> alternatives) implements Text {
  /** Each is looked at for every byte. */
  private static final int MOST = 128;

  /** Before those that begin alike are joined. */
  private static final int MOST_UNJOINED = 1_024;

  /** One of these; where they are too many, none. */
  static Text of(Collection<Text> texts) {
    Set<Text> all = new LinkedHashSet<>();
    for (Text text : texts) {
      all.addAll(text.alternatives());
      if (all.size() > MOST_UNJOINED) {
        return NONE;
      }
    }
    List<Text> joined = all.size() > 1 ? joined(all) : List.copyOf(all);
    if (joined.isEmpty() || joined.size() > MOST) {
      return NONE;
    }
    return joined.size() == 1 ? joined.get(0) : new Either(joined);
  }

  /** Sequences that begin alike are one, of which the rest may be any of theirs. */
  private static List<Text> joined(Set<Text> texts) {
    List<Text> joined = new ArrayList<>();
    Map<Text, List<Text>> rests = new LinkedHashMap<>();
    for (Text text : texts) {
      if (text instanceof Sequence sequence) {
        rests.computeIfAbsent(sequence.first(), first -> new ArrayList<>()).add(sequence.second());
      } else {
        joined.add(text);
      }
    }
    rests.forEach(
        (first, seconds) -> joined.addAll(Sequence.of(first, of(seconds)).alternatives()));
    return List.copyOf(joined);
  }

  @Override
  public Text after(int symbol) {
    List<Text> behind = new ArrayList<>();
    for (Text text : alternatives) {
      Text next = text.after(symbol);
      if (next != null) {
        behind.add(next);
      }
    }
    if (behind.size() < 2) {
      return behind.isEmpty() ? null : behind.get(0);
    }
    Text all = of(behind);
    return all == NONE ? null : all;
  }

  @Override
  public boolean mayEnd() {
    return alternatives.stream().anyMatch(Text::mayEnd);
  }

  @Override
  public int length() {
    return alternatives.stream().mapToInt(Text::length).max().orElse(1);
  }
}
