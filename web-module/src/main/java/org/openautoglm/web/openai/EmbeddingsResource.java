// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.openautoglm.serving.api.EmbeddingRequest;
import org.openautoglm.serving.api.EmbeddingResult;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.web.connection.CallerConnection;
import org.openautoglm.web.json.JsonField;
import org.openautoglm.web.json.RequestBodyReader;
import org.openautoglm.web.security.CurrentRequest;

/** Embeddings of texts or token ids. */
@Path("/v1/embeddings")
@ApplicationScoped
public class EmbeddingsResource {
  private final InferenceService inference;
  private final RequestBodyReader bodies;

  @Inject
  public EmbeddingsResource(InferenceService inference, RequestBodyReader bodies) {
    this.inference = inference;
    this.bodies = bodies;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public EmbeddingsResource() {
    this(null, null);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(@Context HttpServletRequest request) {
    CurrentRequest current = CurrentRequest.of(request);
    Call call = RequestReading.recorded(inference, current, "embedding", () -> call(request));
    EmbeddingResult result =
        inference.embed(
            current.caller(), current.id(), call.request(), CallerConnection.current()::gone);
    return JsonAnswer.of(EmbeddingWriter.write(result, call.base64()));
  }

  private Call call(HttpServletRequest request) {
    JsonField body = bodies.read(request);
    return new Call(read(body), base64(body.field("encoding_format")));
  }

  /**
   * What was sent.
   *
   * @param base64 whether vectors are answered as base64
   */
  private record Call(EmbeddingRequest request, boolean base64) {}

  /** Reads all but the form of the answer. */
  static EmbeddingRequest read(JsonField body) {
    JsonField dimensions = body.field("dimensions");
    if (dimensions.int32() != null) {
      throw dimensions.invalid("is not supported: vectors have the width of the model");
    }
    body.field("user").string();
    return new EmbeddingRequest(
        body.field("model").string(), PromptReader.read(body.field("input")));
  }

  static boolean base64(JsonField format) {
    if (!format.given()) {
      return false;
    }
    return switch (format.string()) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw format.invalid("must be float or base64");
    };
  }
}
