// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.openautoglm.engine.api.EmbeddingListener;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.TokenLogprobs;

/**
 * The sequences a worker has handed to its engine and not heard the end of. Whatever becomes of the
 * engine, each of their listeners hears of exactly one end.
 */
final class OpenSequences {
  private final Set<Ending> open = ConcurrentHashMap.newKeySet();
  private final UnaryOperator<Throwable> translation;

  /**
   * @param translation makes of an engine's failure what the listener is told
   */
  OpenSequences(UnaryOperator<Throwable> translation) {
    this.translation = translation;
  }

  /** Hands a sequence over; when that throws, its listener hears nothing. */
  GenerationHandle generate(
      GenerationListener listener, Function<GenerationListener, GenerationHandle> submission) {
    Ending ending = new Ending(listener::onFailed);
    return submit(ending, () -> submission.apply(new Followed(listener, ending)));
  }

  /** Hands a text to embed over; when that throws, its listener hears nothing. */
  GenerationHandle embed(
      EmbeddingListener listener, Function<EmbeddingListener, GenerationHandle> submission) {
    Ending ending = new Ending(listener::onFailed);
    return submit(ending, () -> submission.apply(new FollowedEmbedding(listener, ending)));
  }

  private GenerationHandle submit(Ending ending, Supplier<GenerationHandle> submission) {
    open.add(ending);
    try {
      return submission.get();
    } catch (RuntimeException | Error e) {
      open.remove(ending);
      throw e;
    }
  }

  /** Ends all that are still open. */
  void failAll(Throwable failure) {
    for (Ending ending : List.copyOf(open)) {
      fail(ending, failure);
    }
  }

  private void fail(Ending ending, Throwable failure) {
    if (open.remove(ending)) {
      ending.failed.accept(translation.apply(failure));
    }
  }

  /** One open sequence, by identity. */
  private static final class Ending {
    private final Consumer<Throwable> failed;

    Ending(Consumer<Throwable> failed) {
      this.failed = failed;
    }
  }

  private final class Followed implements GenerationListener {
    private final GenerationListener listener;
    private final Ending ending;

    Followed(GenerationListener listener, Ending ending) {
      this.listener = listener;
      this.ending = ending;
    }

    @Override
    public void onPrompt(List<TokenLogprobs> logprobs) {
      listener.onPrompt(logprobs);
    }

    @Override
    public void onToken(int token, String text, TokenLogprobs logprobs) {
      listener.onToken(token, text, logprobs);
    }

    @Override
    public void onFinished(String text, FinishReason reason, GenerationUsage usage) {
      if (open.remove(ending)) {
        listener.onFinished(text, reason, usage);
      }
    }

    @Override
    public void onFailed(Throwable failure) {
      fail(ending, failure);
    }
  }

  private final class FollowedEmbedding implements EmbeddingListener {
    private final EmbeddingListener listener;
    private final Ending ending;

    FollowedEmbedding(EmbeddingListener listener, Ending ending) {
      this.listener = listener;
      this.ending = ending;
    }

    @Override
    public void onEmbedding(float[] embedding) {
      if (open.remove(ending)) {
        listener.onEmbedding(embedding);
      }
    }

    @Override
    public void onFailed(Throwable failure) {
      fail(ending, failure);
    }
  }
}
