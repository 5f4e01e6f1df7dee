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
    CurrentRequest current = CurrentRequest.of(request);
    return AdminAnswer.list(
        operations.workers(current.caller(), current.id()), WorkersResource::describe);
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
        .write("prefix_cache_tokens", work.cache().prefixTokens())
        .write("cached_prefixes", work.cache().prefixes());
    describe(json, work.computed());
  }

  private static void describe(JsonGenerator json, WorkerView.Computed computed) {
    json.write("steps", computed.steps())
        .write("prompt_tokens", computed.prompt().computed())
        .write("cached_prompt_tokens", computed.prompt().cached())
        .write("recomputed_tokens", computed.prompt().recomputed())
        .write("generated_tokens", computed.answer().generated())
        .write("drafted_tokens", computed.answer().drafted())
        .write("accepted_tokens", computed.answer().accepted());
  }
}
