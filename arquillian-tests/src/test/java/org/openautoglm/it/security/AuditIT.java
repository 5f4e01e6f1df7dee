// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;
import org.openautoglm.it.harness.Workers;

/** What auditors and administrators see over HTTP, and others do not. */
@ExtendWith(ArquillianExtension.class)
class AuditIT {
  private ServerUnderTest server;
  private Wire administrator;

  @BeforeEach
  void connect() {
    server = ServerUnderTest.current();
    administrator = Wire.asAdministrator(server);
  }

  @Test
  void an_auditor_reads_page_by_page_who_asked_what_and_nothing_else() {
    Instant start = Instant.now();
    for (int request = 0; request < 5; request++) {
      administrator.post("/tokenize", "{\"prompt\": \"my secret\"}");
    }
    Wire auditor = administrator.withNewKey("AUDITOR");
    String filter = "/api/audit?operation=tokenize&outcome=COMPLETED&limit=2&from=" + start;

    List<Long> ids = new ArrayList<>();
    JsonNode page = Wire.json(auditor.get(filter));
    for (JsonNode next = page.get("next_before"); !next.isNull(); ) {
      page.get("data").forEach(record -> ids.add(record.get("id").asLong()));
      page = Wire.json(auditor.get(filter + "&before=" + next.asLong()));
      next = page.get("next_before");
    }
    page.get("data").forEach(record -> ids.add(record.get("id").asLong()));

    assertThat(ids)
        .hasSize(5)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(auditor.get(filter).body()).contains("\"caller\":\"key:").doesNotContain("secret");
    assertThat(auditor.get("/v1/models").statusCode()).isEqualTo(403);
    assertThat(auditor.get("/api/keys").statusCode()).isEqualTo(403);
  }

  @Test
  void reading_the_audit_is_in_the_audit_and_so_is_being_refused() {
    Instant start = Instant.now();
    Wire user = administrator.withNewKey("USER");

    HttpResponse<String> refusal = user.get("/api/audit");
    assertThat(refusal.statusCode()).isEqualTo(403);

    JsonNode looks =
        Wire.json(administrator.get("/api/audit?operation=audit.read&from=" + start)).get("data");
    assertThat(looks).hasSize(1);
    assertThat(looks.get(0).get("outcome").asText()).isEqualTo("REFUSED");
    assertThat(looks.get(0).get("error_code").asText()).isEqualTo("ACCESS_DENIED");
    assertThat(refusal.headers().firstValue("x-request-id"))
        .hasValue(looks.get(0).get("request_id").asText());
  }

  @Test
  void requests_for_the_administration_are_found_by_their_ids() {
    Instant start = Instant.now();
    Wire user = administrator.withNewKey("USER");
    List<String> ids =
        Stream.of(
                user.get("/api/keys"),
                user.post("/api/keys", "{\"name\": \"x\"}"),
                user.delete("/api/keys/1"),
                user.get("/api/workers"),
                user.get("/api/devices"))
            .peek(refusal -> assertThat(refusal.statusCode()).isEqualTo(403))
            .map(refusal -> refusal.headers().firstValue("x-request-id").orElseThrow())
            .toList();

    List<String> recorded = new ArrayList<>();
    Wire.json(administrator.get("/api/audit?outcome=REFUSED&from=" + start))
        .get("data")
        .forEach(refused -> recorded.add(refused.get("request_id").asText()));
    assertThat(recorded).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void spreadsheets_get_a_table() {
    HttpResponse<String> table =
        administrator.send(
            administrator.request("/api/audit?limit=1").header("Accept", "text/csv").build());

    assertThat(table.body()).startsWith("id,occurred,duration_ms,");
    assertThat(table.body().lines()).hasSize(2);
  }

  @Test
  void administrators_see_what_loaded_models_do_and_others_do_not() {
    administrator.post("/tokenize", "{\"model\": \"glm\", \"prompt\": \"Hello\"}");

    JsonNode worker = Workers.of(server, TestModels.GLM);

    assertThat(worker.get("compute_type").asText()).isEqualTo("float32");
    assertThat(worker.get("device").asText()).isEqualTo("cpu");
    assertThat(worker.get("cache_tokens").asInt()).isPositive();
    assertThat(worker.get("accepted_tokens").asLong())
        .isLessThanOrEqualTo(worker.get("drafted_tokens").asLong());
    assertThat(
            Wire.json(administrator.get("/v1/models/" + TestModels.GLM))
                .get("compute_type")
                .asText())
        .isEqualTo("float32");
    assertThat(administrator.withNewKey("USER").get("/api/workers").statusCode()).isEqualTo(403);
    assertThat(Wire.anonymous(server).get("/api/workers").statusCode()).isEqualTo(401);
  }
}
