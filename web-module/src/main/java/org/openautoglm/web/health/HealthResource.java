// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.health;

import static org.openautoglm.web.logging.WebLog.LOG;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.serving.api.Readiness;
import org.openautoglm.web.json.JsonText;

/** Answers load balancers; needs no credential. */
@Path("/")
@ApplicationScoped
public class HealthResource {
  private static final Readiness UNKNOWN =
      new Readiness(false, null, List.of("the state of the server, see its log"));

  private final InferenceService inference;

  @Inject
  public HealthResource(InferenceService inference) {
    this.inference = inference;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public HealthResource() {
    this(null);
  }

  /** That this answers at all says that the process lives. */
  @GET
  @Path("healthz")
  public Response live() {
    return answer(
        200, JsonText.of(json -> json.writeStartObject().write("status", "UP").writeEnd()));
  }

  /** Whether callers can be let in and a default model can answer, and what is missing if not. */
  @GET
  @Path("readyz")
  public Response ready() {
    Readiness readiness = readiness();
    String body =
        JsonText.of(
            json -> {
              json.writeStartObject().write("status", readiness.ready() ? "UP" : "DOWN");
              JsonText.text(json, "model", readiness.defaultModel());
              JsonText.texts(json, "missing", readiness.missing());
              json.writeEnd();
            });
    return answer(readiness.ready() ? 200 : 503, body);
  }

  private Readiness readiness() {
    try {
      return inference.readiness();
    } catch (RuntimeException e) {
      LOG.readinessUnknown(e);
      return UNKNOWN;
    }
  }

  private static Response answer(int status, String body) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(body.getBytes(StandardCharsets.UTF_8))
        .build();
  }
}
