// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import java.util.List;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.TokenLogprobs;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;

/** Turns what the engine reports of one sequence into events of one choice. */
final class ChoiceWriter implements GenerationListener {
  private final int choice;
  private final ChoicePlan plan;
  private final Logprobs logprobs;
  private final Progress progress;
  private final boolean promptLogprobs;
  private boolean called;

  ChoiceWriter(int choice, ChoicePlan plan, Logprobs logprobs, Progress progress) {
    this.choice = choice;
    this.plan = plan;
    this.logprobs = logprobs;
    this.progress = progress;
    this.promptLogprobs =
        plan.request().promptLogprobs() && plan.request().sampling().topLogprobs() >= 0;
  }

  /** Sends the prompt, unless it has to wait for its logprobs. */
  void begin() {
    if (!promptLogprobs) {
      writePrompt(List.of());
    }
  }

  @Override
  public void onPrompt(List<TokenLogprobs> values) {
    if (promptLogprobs) {
      writePrompt(logprobs.spell(values));
    }
  }

  private void writePrompt(List<StreamEvent.TokenLogprob> values) {
    progress.write(new StreamEvent.Prompt(choice, plan.echo(), plan.promptTokens(), values));
  }

  @Override
  public void onToken(int token, String text, TokenLogprobs values) {
    progress.tokenGenerated();
    ToolCallReader.Found found = plan.calls().read(text);
    progress.write(
        new StreamEvent.Delta(
            choice,
            found.text(),
            List.of(token),
            values == null ? List.of() : List.of(logprobs.spell(values))));
    writeCalls(found);
  }

  private void writeCalls(ToolCallReader.Found found) {
    for (ToolCallReader.ToolCall call : found.calls()) {
      called = true;
      progress.write(new StreamEvent.ToolCall(choice, call.name(), call.arguments()));
    }
  }

  @Override
  public void onFinished(String text, FinishReason reason, GenerationUsage usage) {
    if (reason != FinishReason.CANCELLED) {
      ToolCallReader.Found last = plan.calls().read(text);
      String rest = last.text() + plan.calls().finish().text();
      if (!rest.isEmpty()) {
        progress.write(new StreamEvent.Delta(choice, rest, List.of(), List.of()));
      }
      writeCalls(last);
      progress.write(new StreamEvent.ChoiceFinished(choice, reason(reason)));
    }
    progress.left(plan, usage);
  }

  private StreamEvent.Reason reason(FinishReason reason) {
    if (reason == FinishReason.LENGTH) {
      return StreamEvent.Reason.LENGTH;
    }
    return called ? StreamEvent.Reason.TOOL_CALLS : StreamEvent.Reason.STOP;
  }

  @Override
  public void onFailed(Throwable failure) {
    ServingException told =
        failure instanceof ServingException typed
            ? typed
            : new ServingException(
                ErrorCode.INTERNAL,
                "The answer could not be computed: the server's log says why.",
                null,
                failure);
    progress.failed(told);
    progress.left(plan, null);
  }
}
