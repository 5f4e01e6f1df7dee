// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.testing;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.serving.api.CompletionRequest;
import org.openautoglm.serving.api.EmbeddingRequest;
import org.openautoglm.serving.api.EmbeddingResult;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.serving.api.ModelView;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.serving.api.Readiness;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.TokenizeRequest;
import org.openautoglm.serving.api.TokenizeResult;

/** Answers with the streams a test gave it, in order, and remembers what it was asked. */
public final class FakeInferenceService implements InferenceService {
  private final BlockingQueue<GenerationStream> answers = new LinkedBlockingQueue<>();
  private volatile Readiness readiness = new Readiness(true, "glm", List.of());
  private volatile RuntimeException refusal;
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private volatile String lastRequestId;
  private volatile ChatRequest lastChat;
  private volatile CompletionRequest lastCompletion;

  public void willAnswer(GenerationStream stream) {
    answers.add(stream);
  }

  public void willRefuse(RuntimeException refusal) {
    this.refusal = refusal;
  }

  public void setReadiness(Readiness readiness) {
    this.readiness = readiness;
  }

  /** Operation and code of what could not even be read. */
  public List<String> refusals() {
    return refusals;
  }

  public String lastRequestId() {
    return lastRequestId;
  }

  public ChatRequest lastChat() {
    return lastChat;
  }

  public CompletionRequest lastCompletion() {
    return lastCompletion;
  }

  @Override
  public GenerationStream chat(
      Caller caller, String requestId, ChatRequest request, BooleanSupplier abandoned) {
    lastChat = request;
    return answer(requestId);
  }

  @Override
  public GenerationStream complete(
      Caller caller, String requestId, CompletionRequest request, BooleanSupplier abandoned) {
    lastCompletion = request;
    return answer(requestId);
  }

  private GenerationStream answer(String requestId) {
    lastRequestId = requestId;
    RuntimeException refused = refusal;
    if (refused != null) {
      refusal = null;
      throw refused;
    }
    return answers.remove();
  }

  /** The vector of a prompt is (1/3, number of its characters or ids). */
  @Override
  public EmbeddingResult embed(
      Caller caller, String requestId, EmbeddingRequest request, BooleanSupplier abandoned) {
    List<float[]> vectors =
        request.inputs().stream()
            .map(
                input ->
                    input instanceof PromptInput.Text text
                        ? text.text().length()
                        : ((PromptInput.Tokens) input).ids().size())
            .map(length -> new float[] {1f / 3, length})
            .toList();
    return new EmbeddingResult("glm", vectors, 5);
  }

  /** Tokens are UTF-16 units. */
  @Override
  public TokenizeResult tokenize(Caller caller, String requestId, TokenizeRequest request) {
    String text =
        request.prompt() != null ? request.prompt() : String.valueOf(request.messages().size());
    return new TokenizeResult(
        text.chars().boxed().toList(),
        text.chars().mapToObj(unit -> String.valueOf((char) unit)).toList(),
        64);
  }

  @Override
  public String detokenize(Caller caller, String requestId, String model, List<Integer> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.forEach(unit -> text.append((char) unit.intValue()));
    return text.toString();
  }

  @Override
  public void refused(Caller caller, String requestId, String operation, ServingException reason) {
    refusals.add(operation + " " + reason.code());
  }

  @Override
  public List<ModelView> models(Caller caller) {
    return List.of(model(caller, "glm"));
  }

  @Override
  public ModelView model(Caller caller, String id) {
    if (!id.equals("glm") && !id.equals("team/glm")) {
      throw new ServingException(
          ErrorCode.MODEL_NOT_FOUND, "There is no model of this name.", "model");
    }
    return new ModelView(
        id,
        FakeStream.CREATED,
        "3f2a91c0",
        "loaded",
        null,
        "GlmForCausalLM",
        64,
        "int4",
        List.of("chat"));
  }

  @Override
  public Readiness readiness() {
    return readiness;
  }
}
