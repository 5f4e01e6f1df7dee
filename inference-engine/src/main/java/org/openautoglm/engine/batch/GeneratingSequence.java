// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.IncrementalDecoder;
import org.openautoglm.engine.api.TokenLogprobs;
import org.openautoglm.engine.sampling.Logprobs;
import org.openautoglm.engine.sampling.Sampler;
import org.openautoglm.engine.sampling.Shortlist;
import org.openautoglm.engine.sampling.StopStrings;

/** A sequence that generates tokens and reports them to its listener. */
final class GeneratingSequence extends Sequence {
  /** Logits held at once when every token of prompts needs a row of them: 64 MiB. */
  private static final int MOST_LOGITS = 16 << 20;

  private static final int NO_TOKEN = -1;
  private static final int[] NONE = {};

  private final GenerationRequest request;
  private final GenerationListener listener;
  private final int vocabulary;
  private final Sampler sampler;
  private final int[] stopTokens;
  private final IncrementalDecoder decoder;
  private final StopStrings stopStrings;
  private final List<TokenLogprobs> promptLogprobs = new ArrayList<>();
  private final Grammar.Matcher grammar;
  private final PromptLookup lookup = new PromptLookup();
  private boolean promptReported;

  /** How ids become text. */
  record TextOutput(IncrementalDecoder decoder, StopStrings stopStrings) {}

  GeneratingSequence(
      GenerationRequest request,
      GenerationListener listener,
      BatchLimits limits,
      Sampler sampler,
      TextOutput text,
      Runnable onCancel) {
    super(
        request.tenant(),
        request.prompt(),
        limits.longest(request.prompt().length, request.maxTokens()),
        onCancel);
    this.request = request;
    this.listener = listener;
    this.vocabulary = limits.vocabulary();
    this.sampler = sampler;
    this.stopTokens = request.stopTokens().stream().mapToInt(Integer::intValue).toArray();
    this.decoder = text.decoder();
    this.stopStrings = text.stopStrings();
    this.grammar = request.grammar().matcher();
    this.promptReported = !request.promptLogprobs();
  }

  @Override
  int wanted(int chunk) {
    if (!promptReported) {
      return chunk;
    }
    return Math.max(0, chunk - pending() + 1);
  }

  @Override
  int largestChunk() {
    return promptReported ? Integer.MAX_VALUE : Math.max(1, MOST_LOGITS / vocabulary);
  }

  @Override
  boolean wantsHiddenStates() {
    return false;
  }

  @Override
  double temperature() {
    return request.sampling().temperature();
  }

  @Override
  boolean mayReusePrefix() {
    return promptReported;
  }

  @Override
  void receive(StepResults logits, int firstRow, int rows) {
    if (!promptReported) {
      scorePrompt(logits, firstRow, rows);
    }
    if (pending() > 0 || rows == 0) {
      return;
    }
    if (length() >= limit()) {
      finish("", FinishReason.LENGTH);
      return;
    }
    int drafts = drafts();
    int right = accept(logits, firstRow + rows - 1 - drafts, drafts);
    if (drafts > 0) {
      lookup.checked(drafts, right);
    }
  }

  /**
   * Chooses the next token from each row in turn, as it would be chosen without drafts, for as long
   * as it is the one that had been guessed: then the row behind it is that of the right sequence.
   *
   * @return how many drafts were right
   */
  private int accept(StepResults logits, int firstRow, int drafts) {
    for (int right = 0; ; right++) {
      int guess = right < drafts ? tokens()[length()] : NO_TOKEN;
      next(logits, firstRow + right);
      if (tokens()[length() - 1] != guess) {
        return right;
      }
      advance(1);
      if (isEnded() || isCancelled()) {
        return right + 1;
      }
    }
  }

  private void next(StepResults results, int row) {
    boolean mayStop = length() - promptLength() >= request.minTokens();
    Optional<BitSet> allowed = grammar.allowed().map(ids -> mayStop ? ids : withoutStops(ids));
    Optional<Shortlist> best =
        mayStop && allowed.isEmpty() ? results.shortlist(row) : Optional.empty();
    int quick = best.map(sampler::next).orElse(Sampler.UNDECIDED);
    if (quick >= 0) {
      take(quick, null, true);
      return;
    }
    float[] logits = results.array(row);
    int offset = results.offset(row);
    int[] excluded = quick == Sampler.OUTSIDE ? best.get().ids() : mayStop ? NONE : stopTokens;
    int token =
        allowed.isPresent()
            ? sampler.next(logits, offset, vocabulary, allowed.get())
            : sampler.next(logits, offset, vocabulary, excluded);
    TokenLogprobs logprobs = null;
    if (request.sampling().topLogprobs() >= 0) {
      logprobs = Logprobs.of(logits, offset, vocabulary, token, request.sampling().topLogprobs());
    }
    take(token, logprobs, mayStop);
  }

  private BitSet withoutStops(BitSet ids) {
    BitSet others = (BitSet) ids.clone();
    for (int stop : stopTokens) {
      others.clear(stop);
    }
    return others.isEmpty() ? ids : others;
  }

  private void take(int token, TokenLogprobs logprobs, boolean mayStop) {
    sampler.accept(token);
    grammar.accept(token);
    append(token);
    if (request.stopTokens().contains(token)) {
      listener.onToken(token, "", logprobs);
      finish(rest(), FinishReason.STOP);
      return;
    }
    String piece = decoder.append(token);
    StopStrings.Result text =
        mayStop ? stopStrings.push(piece) : new StopStrings.Result(stopStrings.pass(piece), false);
    listener.onToken(token, text.text(), logprobs);
    if (text.stopped()) {
      finish("", FinishReason.STOP);
    } else if (grammar.isOver()) {
      finish(rest(), FinishReason.STOP);
    } else if (length() >= limit()) {
      finish(rest(), FinishReason.LENGTH);
    }
  }

  /** What decoder and stop strings still hold back. */
  private String rest() {
    StopStrings.Result last = stopStrings.push(decoder.finish());
    return last.stopped() ? last.text() : last.text() + stopStrings.flush();
  }

  private void finish(String text, FinishReason reason) {
    end();
    listener.onFinished(text, reason, usage());
  }

  private GenerationUsage usage() {
    return new GenerationUsage(promptLength(), length() - promptLength(), cachedPrompt());
  }

  /** Row {@code r} of the chunk predicts the token behind it. */
  private void scorePrompt(StepResults results, int firstRow, int rows) {
    int top = request.sampling().topLogprobs();
    int[] prompt = request.prompt();
    int first = computed() - rows;
    if (first == 0) {
      promptLogprobs.clear();
      promptLogprobs.add(new TokenLogprobs(prompt[0], Float.NaN, List.of()));
    }
    for (int r = 0; r < rows; r++) {
      int predicted = first + r + 1;
      if (predicted < prompt.length) {
        promptLogprobs.add(
            Logprobs.of(
                results.array(firstRow + r),
                results.offset(firstRow + r),
                vocabulary,
                prompt[predicted],
                Math.max(0, top)));
      }
    }
    if (computed() >= prompt.length) {
      promptReported = true;
      listener.onPrompt(List.copyOf(promptLogprobs));
    }
  }

  @Override
  void propose(int most, double cost) {
    if (promptReported) {
      lookup.propose(this, most, cost);
    }
  }

  @Override
  void onCancelled() {
    listener.onFinished("", FinishReason.CANCELLED, usage());
  }

  @Override
  void onFailed(Throwable failure) {
    listener.onFailed(failure);
  }
}
