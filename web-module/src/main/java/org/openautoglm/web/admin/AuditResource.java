// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import org.openautoglm.serving.api.AuditPage;
import org.openautoglm.serving.api.AuditService;
import org.openautoglm.serving.api.AuditView;
import org.openautoglm.web.json.JsonText;
import org.openautoglm.web.security.CurrentRequest;

/** What was asked, answered and refused: as JSON, or as CSV for those who ask for it. */
@Path("/api/audit")
@ApplicationScoped
public class AuditResource {
  private static final String CSV = "text/csv";

  private final AuditService audit;

  @Inject
  public AuditResource(AuditService audit) {
    this.audit = audit;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public AuditResource() {
    this(null);
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response list(@Context HttpServletRequest request, @Context UriInfo address) {
    AuditPage page = read(request, address);
    return AdminAnswer.object(
        200,
        json -> {
          AdminAnswer.data(json, page.records(), AuditResource::describe);
          if (page.next() == null) {
            json.writeNull("next_before");
          } else {
            json.write("next_before", page.next());
          }
        });
  }

  /** Whether there is another page is told by a Link header, as RFC 8288 has it. */
  @GET
  @Produces(CSV + ";qs=0.5")
  public Response table(@Context HttpServletRequest request, @Context UriInfo address) {
    AuditPage page = read(request, address);
    Response.ResponseBuilder response =
        Response.ok(AuditTable.of(page.records()).getBytes(StandardCharsets.UTF_8))
            .type(CSV + ";charset=utf-8")
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    if (page.next() != null) {
      // without the address, which a proxy in front may have changed
      String query =
          address
              .getRequestUriBuilder()
              .replaceQueryParam("before", page.next())
              .build()
              .getRawQuery();
      response.header(HttpHeaders.LINK, "<?" + query + ">; rel=\"next\"");
    }
    return response.build();
  }

  private AuditPage read(HttpServletRequest request, UriInfo address) {
    CurrentRequest current = CurrentRequest.of(request);
    return audit.read(
        current.caller(), current.id(), AuditFilterReader.read(address.getQueryParameters()));
  }

  private static void describe(JsonGenerator json, AuditView view) {
    json.write("id", view.id())
        .write("occurred", view.occurred().toString())
        .write("duration_ms", view.took().toMillis());
    JsonText.text(json, "request_id", view.request().id());
    json.write("caller", view.request().caller()).write("operation", view.request().operation());
    JsonText.text(json, "model", view.request().model());
    JsonText.text(json, "model_version", view.request().modelVersion());
    json.write("outcome", view.outcome().kind());
    JsonText.text(json, "error_code", view.outcome().errorCode());
    JsonText.text(json, "policy", view.outcome().policy());
    json.write("prompt_tokens", view.outcome().promptTokens())
        .write("completion_tokens", view.outcome().completionTokens());
  }
}
