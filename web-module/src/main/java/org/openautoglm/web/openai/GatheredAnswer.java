// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.serving.api.StreamEvent.TokenLogprob;
import org.openautoglm.serving.api.StreamEvent.Usage;

/** An answer put together from its events, for callers that did not ask for a stream. */
final class GatheredAnswer implements Consumer<StreamEvent> {
  private final List<Choice> choices;
  private Usage usage;

  GatheredAnswer(int choices) {
    List<Choice> all = new ArrayList<>(choices);
    for (int i = 0; i < choices; i++) {
      all.add(new Choice());
    }
    this.choices = Collections.unmodifiableList(all);
  }

  @Override
  public void accept(StreamEvent event) {
    if (event instanceof StreamEvent.Delta delta) {
      choices.get(delta.choice()).add(delta);
    } else if (event instanceof StreamEvent.ToolCall call) {
      choices.get(call.choice()).calls.add(call);
    } else if (event instanceof StreamEvent.Prompt prompt) {
      choices.get(prompt.choice()).begin(prompt);
    } else if (event instanceof StreamEvent.ChoiceFinished finished) {
      choices.get(finished.choice()).reason = finished.reason();
    } else if (event instanceof StreamEvent.Completed completed) {
      usage = completed.usage();
    }
  }

  List<Choice> choices() {
    return choices;
  }

  Usage usage() {
    return usage;
  }

  /** One choice: its text begins with the prompt when that was echoed. */
  static final class Choice {
    private final StringBuilder text = new StringBuilder();
    private List<Integer> promptTokens = List.of();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private final List<StreamEvent.ToolCall> calls = new ArrayList<>();
    private StreamEvent.Reason reason;

    private void begin(StreamEvent.Prompt prompt) {
      if (prompt.text() != null) {
        text.append(prompt.text());
      }
      promptTokens = prompt.tokens();
      logprobs.addAll(prompt.logprobs());
    }

    private void add(StreamEvent.Delta delta) {
      text.append(delta.text());
      tokens.addAll(delta.tokens());
      logprobs.addAll(delta.logprobs());
    }

    String text() {
      return text.toString();
    }

    List<Integer> promptTokens() {
      return promptTokens;
    }

    List<Integer> tokens() {
      return tokens;
    }

    List<TokenLogprob> logprobs() {
      return logprobs;
    }

    List<StreamEvent.ToolCall> calls() {
      return calls;
    }

    StreamEvent.Reason reason() {
      return reason;
    }
  }
}
