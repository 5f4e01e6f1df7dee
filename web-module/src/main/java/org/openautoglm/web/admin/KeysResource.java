// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.openautoglm.serving.api.CreatedKey;
import org.openautoglm.serving.api.KeyService;
import org.openautoglm.serving.api.KeyView;
import org.openautoglm.serving.api.Role;
import org.openautoglm.web.json.JsonField;
import org.openautoglm.web.json.JsonText;
import org.openautoglm.web.json.RequestBodyReader;
import org.openautoglm.web.security.CurrentRequest;

/** Creates, lists and revokes API keys. */
@Path("/api/keys")
@ApplicationScoped
public class KeysResource {
  private final KeyService keys;
  private final RequestBodyReader bodies;

  @Inject
  public KeysResource(KeyService keys, RequestBodyReader bodies) {
    this.keys = keys;
    this.bodies = bodies;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public KeysResource() {
    this(null, null);
  }

  /** The only answer that ever contains the key itself. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(@Context HttpServletRequest request) {
    JsonField body = bodies.read(request);
    JsonField name = body.field("name").required("a string");
    if (name.string().isBlank()) {
      throw name.invalid("must not be blank: say what the key is for");
    }
    CurrentRequest current = CurrentRequest.of(request);
    CreatedKey created =
        keys.create(
            current.caller(), current.id(), name.string().strip(), roles(body.field("roles")));
    return AdminAnswer.object(
        201,
        json -> {
          describe(json, created.key());
          json.write("key", created.secret());
        });
  }

  @GET
  public Response list(@Context HttpServletRequest request) {
    CurrentRequest current = CurrentRequest.of(request);
    return AdminAnswer.list(keys.list(current.caller(), current.id()), KeysResource::describe);
  }

  @DELETE
  @Path("{id}")
  public Response revoke(@Context HttpServletRequest request, @PathParam("id") long id) {
    CurrentRequest current = CurrentRequest.of(request);
    keys.revoke(current.caller(), current.id(), id);
    return Response.noContent().build();
  }

  private static Set<Role> roles(JsonField field) {
    if (!field.given()) {
      return EnumSet.of(Role.USER);
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (JsonField element : field.elements()) {
      String name = element.required("a string").string();
      roles.add(
          Arrays.stream(Role.values())
              .filter(role -> role.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> element.invalid("must be one of " + Arrays.toString(Role.values()))));
    }
    if (roles.isEmpty()) {
      throw field.invalid("must name at least one role");
    }
    return roles;
  }

  private static void describe(JsonGenerator json, KeyView key) {
    json.write("id", key.id()).write("name", key.name()).write("prefix", key.prefix());
    JsonText.texts(json, "roles", key.roles().stream().sorted().map(Role::name).toList());
    json.write("created", key.created().toString());
    JsonText.text(json, "revoked", key.revoked() == null ? null : key.revoked().toString());
  }
}
