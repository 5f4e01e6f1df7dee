// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import java.util.EnumMap;
import java.util.Map;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.grammar.Text;
import org.openautoglm.engine.grammar.Texts;

/** What separates the parts of a call, where it is a token of its own. */
enum Mark {
  CALL("<tool_call>"),
  END_CALL("</tool_call>"),
  KEY("<arg_key>"),
  END_KEY("</arg_key>"),
  VALUE("<arg_value>"),
  END_VALUE("</arg_value>");

  private final String spelled;

  Mark(String spelled) {
    this.spelled = spelled;
  }

  /** As it stands in text. */
  String spelled() {
    return spelled;
  }

  /** Its number among the symbols of texts. */
  int symbol() {
    return Text.BYTES + ordinal();
  }

  Text text() {
    return Texts.mark(symbol());
  }

  /**
   * Ids of the marks that are tokens of a vocabulary. Special ones may be left out of the text of
   * an answer and are none.
   */
  static Map<Mark, Integer> in(Tokenizer tokenizer) {
    Map<Mark, Integer> ids = new EnumMap<>(Mark.class);
    for (Mark mark : values()) {
      int[] tokens = tokenizer.encode(mark.spelled, false);
      boolean single = tokens.length == 1 && tokenizer.token(tokens[0]).equals(mark.spelled);
      if (single && !tokenizer.isSpecial(tokens[0])) {
        ids.put(mark, tokens[0]);
      }
    }
    return ids;
  }
}
