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
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.web.connection.CallerConnection;
import org.openautoglm.web.json.RequestBodyReader;
import org.openautoglm.web.security.CurrentRequest;
import org.openautoglm.web.stream.Answers;

/** Text completions, streamed or whole. */
@Path("/v1/completions")
@ApplicationScoped
public class CompletionsResource {
  private static final String ID_PREFIX = "cmpl-";

  private final InferenceService inference;
  private final RequestBodyReader bodies;
  private final Answers answers;

  @Inject
  public CompletionsResource(
      InferenceService inference, RequestBodyReader bodies, Answers answers) {
    this.inference = inference;
    this.bodies = bodies;
    this.answers = answers;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public CompletionsResource() {
    this(null, null, null);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(@Context HttpServletRequest request) {
    CurrentRequest current = CurrentRequest.of(request);
    CompletionCall call =
        RequestReading.recorded(
            inference,
            current,
            "completion",
            () -> CompletionRequestReader.read(bodies.read(request)));
    CallerConnection connection = CallerConnection.current();
    GenerationStream stream =
        inference.complete(current.caller(), current.id(), call.request(), connection::gone);
    AnswerHead head = AnswerHead.of(ID_PREFIX, stream);
    if (call.options().stream()) {
      CompletionChunks chunks = new CompletionChunks(head, call.options(), stream.choices());
      return answers.stream(stream, connection, chunks, current.id());
    }
    GatheredAnswer answer = new GatheredAnswer(stream.choices());
    answers.gather(stream, connection, answer);
    return JsonAnswer.of(CompletionAnswerWriter.write(head, answer, call.options()));
  }
}
