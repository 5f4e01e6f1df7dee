// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One of several texts, as long as each of them can still be meant.
 *
 * @param alternatives none of which is such a text itself
 */
record Either(List<Text> alternatives) implements Text {
  /** Each is looked at for every byte. */
  private static final int MOST = 256;

  /**
   * @throws IllegalArgumentException when they are too many
   */
  static Text of(Collection<Text> texts) {
    Set<Text> all = new LinkedHashSet<>();
    for (Text text : texts) {
      all.addAll(text.alternatives());
      if (all.size() > MOST) {
        throw new IllegalArgumentException(
            "more than " + MOST + " alternatives are open at the same place");
      }
    }
    if (all.isEmpty()) {
      return NONE;
    }
    return all.size() == 1 ? all.iterator().next() : new Either(List.copyOf(all));
  }

  @Override
  public Text after(int symbol) {
    Text only = null;
    Set<Text> several = null;
    for (Text text : alternatives) {
      Text behind = text.after(symbol);
      if (behind == null) {
        continue;
      }
      if (only == null) {
        only = behind;
        continue;
      }
      if (several == null) {
        several = new LinkedHashSet<>();
        several.add(only);
      }
      several.add(behind);
      if (several.size() > MOST) {
        break;
      }
    }
    return several == null ? only : of(several);
  }

  @Override
  public boolean mayEnd() {
    return alternatives.stream().anyMatch(Text::mayEnd);
  }

  @Override
  public int depth() {
    return alternatives.stream().mapToInt(Text::depth).max().orElse(0);
  }
}
