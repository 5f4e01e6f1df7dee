// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.ArrayList;
import java.util.List;

/** One of several texts, as long as each of them can still be meant. */
record Either(List<Text> texts) implements Text {

  static Text of(Text... texts) {
    return of(List.of(texts));
  }

  static Text of(List<Text> texts) {
    return texts.size() == 1 ? texts.get(0) : new Either(texts);
  }

  @Override
  public Text after(int next) {
    Text only = null;
    List<Text> several = null;
    for (Text text : texts) {
      Text behind = text.after(next);
      if (behind == null) {
        continue;
      }
      if (only == null) {
        only = behind;
      } else {
        if (several == null) {
          several = new ArrayList<>(List.of(only));
        }
        several.add(behind);
      }
    }
    return several == null ? only : new Either(several);
  }

  @Override
  public boolean mayEnd() {
    return texts.stream().anyMatch(Text::mayEnd);
  }
}
