// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.evaluation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.ChatPrompt;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.TokenLogprobs;
import org.openautoglm.mini.corpus.Example;

/** The model that is examined. It always says what it holds most likely. */
final class Subject implements AutoCloseable {
  private static final int CACHE_TOKENS = 16_384;
  private static final int SEQUENCES = 32;
  private static final int LONGEST_ANSWER = 512;

  private final Model model;
  private final ChatTemplate template;

  private Subject(Model model) {
    this.model = model;
    this.template = model.chatTemplate().orElseThrow();
  }

  /**
   * @param folder of the checkpoint
   * @param natives where native libraries are extracted
   * @param threads for computing
   */
  static Subject load(Path folder, Path natives, int threads, ComputeType type) {
    InferenceEngine engine = InferenceEngine.discover();
    engine.start(new EngineOptions(natives, threads));
    return new Subject(
        engine.load(
            folder,
            new LoadOptions(
                "cpu", type, CACHE_TOKENS, SEQUENCES, BatchOptions.defaults(), done -> {})));
  }

  /** Answers in the order of the examples. */
  List<String> answers(List<Example> examples) {
    List<Answer> answers = examples.stream().map(this::submit).toList();
    while (model.batch().step()) {
      // the answers are filled by their listeners
    }
    return answers.stream().map(Answer::text).toList();
  }

  private Answer submit(Example example) {
    String prompt =
        template.render(new ChatPrompt(example.messages(), example.tools(), true, Map.of()));
    int[] tokens = model.tokenizer().encode(prompt, false);
    Answer answer = new Answer();
    Set<Integer> ends = Set.copyOf(model.generationDefaults().stopTokens());
    GenerationRequest request = GenerationRequest.greedy(tokens, LONGEST_ANSWER, ends);
    model.batch().submit(request.within(grammar(example)), answer);
    return answer;
  }

  /** As in the server. */
  private Grammar grammar(Example example) {
    return example.tools() == null || example.tools().isEmpty()
        ? Grammar.FREE
        : model.toolCalls(example.tools()).orElseThrow().grammar(false, true);
  }

  @Override
  public void close() {
    model.close();
  }

  /** Gathers what is generated. */
  private static final class Answer implements GenerationListener {
    private final StringBuilder text = new StringBuilder();
    private Throwable failure;

    String text() {
      if (failure != null) {
        throw new IllegalStateException("An answer could not be computed", failure);
      }
      return text.toString().strip();
    }

    @Override
    public void onToken(int token, String piece, TokenLogprobs logprobs) {
      text.append(piece);
    }

    @Override
    public void onFinished(String rest, FinishReason reason, GenerationUsage usage) {
      text.append(rest);
    }

    @Override
    public void onFailed(Throwable cause) {
      failure = cause;
    }
  }
}
