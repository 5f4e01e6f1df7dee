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
    JsonField body = bodies.read(request);
    boolean spellings = Boolean.TRUE.equals(body.field("return_token_strs").bool());
    TokenizeResult result =
        inference.tokenize(CurrentRequest.of(request).caller(), TokenizeRequestReader.read(body));
    return JsonAnswer.of(tokens(result, spellings));
  }

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
    JsonField body = bodies.read(request);
    String model = body.field("model").string();
    List<Integer> tokens = body.field("tokens").required("a list of token ids").integers();
    String text = inference.detokenize(CurrentRequest.of(request).caller(), model, tokens);
    return JsonAnswer.of(
        JsonText.of(json -> json.writeStartObject().write("prompt", text).writeEnd()));
  }
}
