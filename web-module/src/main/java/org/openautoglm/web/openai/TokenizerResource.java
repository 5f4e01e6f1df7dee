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
import java.util.List;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.serving.api.TokenizeRequest;
import org.openautoglm.serving.api.TokenizeResult;
import org.openautoglm.web.json.JsonField;
import org.openautoglm.web.json.JsonText;
import org.openautoglm.web.json.RequestBodyReader;
import org.openautoglm.web.security.CurrentRequest;

/** Text to token ids and back, as in vLLM. */
@Path("/")
@ApplicationScoped
public class TokenizerResource {
  private final InferenceService inference;
  private final RequestBodyReader bodies;

  @Inject
  public TokenizerResource(InferenceService inference, RequestBodyReader bodies) {
    this.inference = inference;
    this.bodies = bodies;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public TokenizerResource() {
    this(null, null);
  }

  @POST
  @Path("tokenize")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response tokenize(@Context HttpServletRequest request) {
    CurrentRequest current = CurrentRequest.of(request);
    Call call = RequestReading.recorded(inference, current, "tokenize", () -> call(request));
    TokenizeResult result = inference.tokenize(current.caller(), current.id(), call.request());
    return JsonAnswer.of(tokens(result, call.spellings()));
  }

  private Call call(HttpServletRequest request) {
    JsonField body = bodies.read(request);
    return new Call(
        TokenizeRequestReader.read(body),
        Boolean.TRUE.equals(body.field("return_token_strs").bool()));
  }

  /**
   * A text to cut into tokens.
   *
   * @param spellings whether the tokens' texts are answered too
   */
  private record Call(TokenizeRequest request, boolean spellings) {}

  static String tokens(TokenizeResult result, boolean spellings) {
    return JsonText.of(
        json -> {
          json.writeStartObject()
              .write("count", result.tokens().size())
              .write("max_model_len", result.maxModelLength());
          JsonText.integers(json, "tokens", result.tokens());
          if (spellings) {
            JsonText.texts(json, "token_strs", result.spellings());
          } else {
            json.writeNull("token_strs");
          }
          json.writeEnd();
        });
  }

  @POST
  @Path("detokenize")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response detokenize(@Context HttpServletRequest request) {
    CurrentRequest current = CurrentRequest.of(request);
    Back back = RequestReading.recorded(inference, current, "detokenize", () -> back(request));
    String text = inference.detokenize(current.caller(), current.id(), back.model(), back.tokens());
    return JsonAnswer.of(
        JsonText.of(json -> json.writeStartObject().write("prompt", text).writeEnd()));
  }

  private Back back(HttpServletRequest request) {
    JsonField body = bodies.read(request);
    return new Back(
        body.field("model").string(),
        body.field("tokens").required("a list of token ids").integers());
  }

  /** Tokens to make text of. */
  private record Back(String model, List<Integer> tokens) {}
}
