// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Everything a caller can ask of a model. Every method validates its request, checks that the
 * caller may ask it, and records the outcome.
 *
 * <p>All methods throw {@link ServingException}.
 */
public interface InferenceService {

  /**
   * Starts a chat completion. Whatever can be refused is refused before this returns; the caller
   * closes the stream.
   */
  default GenerationStream chat(Caller caller, String requestId, ChatRequest request) {
    return chat(caller, requestId, request, () -> false);
  }

  /**
   * The same for a caller that may leave while its model is loaded.
   *
   * @param abandoned asked now and then, on this thread: whether nobody waits any more
   * @throws ServingException {@link ErrorCode#CANCELLED} when nobody does
   */
  GenerationStream chat(
      Caller caller, String requestId, ChatRequest request, BooleanSupplier abandoned);

  /** Starts text completions, one choice per prompt and {@code n}; the caller closes the stream. */
  default GenerationStream complete(Caller caller, String requestId, CompletionRequest request) {
    return complete(caller, requestId, request, () -> false);
  }

  /**
   * The same for a caller that may leave, as {@link #chat(Caller, String, ChatRequest,
   * BooleanSupplier)}.
   */
  GenerationStream complete(
      Caller caller, String requestId, CompletionRequest request, BooleanSupplier abandoned);

  /** Computes the vectors of texts, and waits for them. */
  default EmbeddingResult embed(Caller caller, String requestId, EmbeddingRequest request) {
    return embed(caller, requestId, request, () -> false);
  }

  /**
   * The same for a caller that may leave.
   *
   * @param abandoned asked now and then, on this thread: whether nobody waits for the vectors any
   *     more; those not yet computed are then given up
   * @throws ServingException {@link ErrorCode#CANCELLED} when they are
   */
  EmbeddingResult embed(
      Caller caller, String requestId, EmbeddingRequest request, BooleanSupplier abandoned);

  TokenizeResult tokenize(Caller caller, String requestId, TokenizeRequest request);

  String detokenize(Caller caller, String requestId, String model, List<Integer> tokens);

  /**
   * Records a request that could not even be read, so that it leaves a trace like one that is
   * refused here.
   *
   * @param operation {@code chat}, {@code completion}, {@code embedding}, {@code tokenize} or
   *     {@code detokenize}
   */
  void refused(Caller caller, String requestId, String operation, ServingException reason);

  List<ModelView> models(Caller caller);

  ModelView model(Caller caller, String id);

  Readiness readiness();
}
