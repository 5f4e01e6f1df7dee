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
import org.openautoglm.serving.api.DeviceView;
import org.openautoglm.serving.api.OperationsService;
import org.openautoglm.web.security.CurrentRequest;

/** What models are loaded on, and how much of it is lent. */
@Path("/api/devices")
@ApplicationScoped
public class DevicesResource {
  private final OperationsService operations;

  @Inject
  public DevicesResource(OperationsService operations) {
    this.operations = operations;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public DevicesResource() {
    this(null);
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    CurrentRequest current = CurrentRequest.of(request);
    return AdminAnswer.list(
        operations.devices(current.caller(), current.id()), DevicesResource::describe);
  }

  private static void describe(JsonGenerator json, DeviceView device) {
    json.write("name", device.name())
        .write("threads", device.threads())
        .write("memory_bytes", device.memoryBytes())
        .write("lent_bytes", device.lentBytes())
        .write("leases", device.leases());
  }
}
