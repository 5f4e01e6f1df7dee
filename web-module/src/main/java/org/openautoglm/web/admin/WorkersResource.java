// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.openautoglm.serving.api.OperationsService;
import org.openautoglm.serving.api.WorkerView;
import org.openautoglm.web.security.CurrentRequest;

/** What the loaded models are doing. */
@Path("/api/workers")
@ApplicationScoped
public class WorkersResource {
  private final OperationsService operations;

  @Inject
  public WorkersResource(OperationsService operations) {
    this.operations = operations;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public WorkersResource() {
    this(null);
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    return AdminAnswer.list(
        operations.workers(CurrentRequest.of(request).caller()), WorkersResource::describe);
  }

  private static void describe(JsonGenerator json, WorkerView worker) {
    json.write("model", worker.model())
        .write("version", worker.version())
        .write("loaded", worker.loaded().toString())
        .write("compute_type", worker.computeType());
    describe(json, worker.lease());
    describe(json, worker.work());
  }

  private static void describe(JsonGenerator json, WorkerView.Lease lease) {
    json.write("device", lease.device())
        .write("memory_bytes", lease.memoryBytes())
        .write("threads", lease.threads());
  }

  private static void describe(JsonGenerator json, WorkerView.Work work) {
    json.write("running_sequences", work.running())
        .write("waiting_sequences", work.waiting())
        .write("cache_tokens", work.cache().tokens())
        .write("used_cache_tokens", work.cache().usedTokens())
        .write("steps", work.computed().steps())
        .write("prompt_tokens", work.computed().promptTokens())
        .write("generated_tokens", work.computed().generatedTokens());
  }
}
