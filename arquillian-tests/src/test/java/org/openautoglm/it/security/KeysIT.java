// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Wire;

/** API keys: nobody without one is let in, and no copy of one is kept. */
@ExtendWith(ArquillianExtension.class)
class KeysIT {
  private ServerUnderTest server;
  private Wire administrator;

  @BeforeEach
  void connect() {
    server = ServerUnderTest.current();
    administrator = Wire.asAdministrator(server);
  }

  private JsonNode createKey(String name, String role) {
    HttpResponse<String> created =
        administrator.post(
            "/api/keys", "{\"name\": \"%s\", \"roles\": [\"%s\"]}".formatted(name, role));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return Wire.json(created);
  }

  private static void assertUnauthenticated(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer");
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.get("type").asText()).isEqualTo("authentication_error");
    assertThat(error.get("code").asText()).isEqualTo("invalid_api_key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/models",
        "/v1/models/glm",
        "/api/keys",
        "/api",
        "/anything",
        "/wildfly-services/ejb/v1"
      })
  void without_a_key_nothing_is_answered(String path) {
    assertUnauthenticated(Wire.anonymous(server).get(path));
    assertUnauthenticated(Wire.anonymous(server).post(path, "{}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "sk-0000", "x"})
  void a_wrong_key_is_as_good_as_none(String key) {
    assertUnauthenticated(Wire.with(server, key).get("/v1/models"));
    assertUnauthenticated(Wire.with(server, server.adminKey() + key).post("/v1/completions", "{}"));
  }

  @Test
  void another_kind_of_credential_is_refused() {
    Wire stranger = Wire.anonymous(server);
    assertUnauthenticated(
        stranger.send(
            stranger.request("/v1/models").header("Authorization", "Basic YTpi").GET().build()));
  }

  @Test
  void a_user_key_opens_the_models_and_not_the_administration() {
    Wire user = Wire.with(server, createKey("user of models", "USER").get("key").asText());

    assertThat(user.get("/v1/models").statusCode()).isEqualTo(200);
    for (HttpResponse<String> refused :
        List.of(
            user.get("/api/keys"),
            user.post("/api/keys", "{\"name\": \"mine\", \"roles\": [\"ADMIN\"]}"),
            user.delete("/api/keys/1"))) {
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(Wire.json(refused).at("/error/type").asText()).isEqualTo("permission_error");
    }
  }

  @Test
  void a_revoked_key_opens_nothing_any_more() {
    JsonNode created = createKey("short-lived", "USER");
    Wire user = Wire.with(server, created.get("key").asText());
    assertThat(user.get("/v1/models").statusCode()).isEqualTo(200);

    assertThat(administrator.delete("/api/keys/" + created.get("id")).statusCode()).isEqualTo(204);

    assertUnauthenticated(user.get("/v1/models"));
    JsonNode listed = listed(created.get("id").asLong());
    assertThat(listed.get("revoked").isNull()).isFalse();
  }

  private JsonNode listed(long id) {
    for (JsonNode key : Wire.json(administrator.get("/api/keys")).get("data")) {
      if (key.get("id").asLong() == id) {
        return key;
      }
    }
    throw new AssertionError("Key " + id + " is not listed");
  }

  @Test
  void the_list_shows_names_and_beginnings_and_no_key() {
    JsonNode created = createKey("listed", "USER");

    String list = administrator.get("/api/keys").body();

    assertThat(list).contains("\"listed\"").doesNotContain(created.get("key").asText());
    assertThat(created.get("key").asText())
        .startsWith(listed(created.get("id").asLong()).get("prefix").asText());
  }

  @Test
  void revoking_a_key_that_does_not_exist_is_not_found() {
    assertThat(administrator.delete("/api/keys/999999").statusCode()).isEqualTo(404);
  }

  @Test
  void the_first_key_lies_in_a_file_that_only_its_owner_can_read() throws IOException {
    Path file = server.data().resolve("admin.key");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void no_key_is_in_the_database_or_in_the_log() throws IOException {
    String key = createKey("searched for", "USER").get("key").asText();
    assertThat(Wire.with(server, key).get("/v1/models").statusCode()).isEqualTo(200);

    List<Path> searched;
    try (Stream<Path> files = Files.walk(server.data())) {
      searched =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.endsWith("admin.key") && !file.toString().contains("native"))
              .toList();
    }
    assertThat(searched).anyMatch(file -> file.toString().endsWith(".mv.db"));
    for (Path file : Stream.concat(searched.stream(), Stream.of(server.log())).toList()) {
      // a database page is no text, but an ASCII key would be found in it byte by byte
      String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(content.contains(key)).as("%s holds a key", file).isFalse();
      assertThat(content.contains(server.adminKey())).as("%s holds a key", file).isFalse();
    }
  }
}
