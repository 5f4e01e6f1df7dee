// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayList;
import java.util.List;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.TokenLogprobs;

/** Keeps everything a sequence reports and checks that one end comes, and comes last. */
public class Recorder implements GenerationListener {
  private final List<Integer> tokens = new ArrayList<>();
  private final List<TokenLogprobs> logprobs = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private List<TokenLogprobs> prompt = List.of();
  private FinishReason reason;
  private GenerationUsage usage;
  private Throwable failure;

  @Override
  public void onPrompt(List<TokenLogprobs> scored) {
    requireRunning();
    prompt = scored;
  }

  @Override
  public void onToken(int token, String piece, TokenLogprobs scored) {
    requireRunning();
    tokens.add(token);
    text.append(piece);
    if (scored != null) {
      logprobs.add(scored);
    }
  }

  @Override
  public void onFinished(String rest, FinishReason why, GenerationUsage used) {
    requireRunning();
    text.append(rest);
    reason = why;
    usage = used;
  }

  @Override
  public void onFailed(Throwable why) {
    requireRunning();
    failure = why;
  }

  private void requireRunning() {
    if (ended()) {
      throw new IllegalStateException("an event after the end");
    }
  }

  public boolean ended() {
    return reason != null || failure != null;
  }

  public List<Integer> tokens() {
    return tokens;
  }

  public List<TokenLogprobs> logprobs() {
    return logprobs;
  }

  public List<TokenLogprobs> prompt() {
    return prompt;
  }

  public String text() {
    return text.toString();
  }

  public FinishReason reason() {
    return reason;
  }

  public GenerationUsage usage() {
    return usage;
  }

  public Throwable failure() {
    return failure;
  }
}
