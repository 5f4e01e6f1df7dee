// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import java.util.BitSet;
import java.util.Optional;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.grammar.Text;
import org.openautoglm.engine.grammar.Texts;
import org.openautoglm.engine.grammar.VocabularyTree;

/** Follows an answer with calls in it, beside which everything may be said. */
final class CallMatcher implements Grammar.Matcher {
  private final ToolCallForm form;
  private final VocabularyTree.Walk walk;
  private final Text call;
  private final boolean parallel;
  private boolean called;

  /** What may be said of the call that is being said; null beside calls. */
  private Text text;

  /**
   * @param call what may be said behind {@link Mark#CALL}
   * @param required whether a call is what comes first
   * @param parallel whether others may follow it
   */
  CallMatcher(ToolCallForm form, Text call, boolean required, boolean parallel) {
    this.form = form;
    this.walk = form.vocabulary().walk();
    this.call = call;
    this.parallel = parallel;
    if (required) {
      text = Texts.sequence(CallSyntax.MAYBE_BREAK, Mark.CALL.text(), call);
    }
  }

  @Override
  public Optional<BitSet> allowed() {
    if (text != null) {
      return Optional.of(walk.matching(text));
    }
    return called && !parallel ? Optional.of(form.allButCalls()) : Optional.empty();
  }

  @Override
  public void accept(int token) {
    if (text == null) {
      text = token == form.callToken() ? call : null;
      return;
    }
    text = form.vocabulary().after(text, token);
    if (text.mayEnd()) {
      called = true;
      text = null;
    }
  }
}
