// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.web.security.CurrentRequest;

/** The models a caller can name. */
@Path("/v1/models")
@ApplicationScoped
public class ModelsResource {
  private final InferenceService inference;

  @Inject
  public ModelsResource(InferenceService inference) {
    this.inference = inference;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public ModelsResource() {
    this(null);
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    return JsonAnswer.of(ModelWriter.list(inference.models(CurrentRequest.of(request).caller())));
  }

  /** Names may contain slashes. */
  @GET
  @Path("{id: .+}")
  public Response one(@Context HttpServletRequest request, @PathParam("id") String id) {
    return JsonAnswer.of(ModelWriter.one(inference.model(CurrentRequest.of(request).caller(), id)));
  }
}
