// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.ReferenceCase;
import org.openautoglm.it.harness.ServerLog;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/** Checkpoints that are wrong, while the server runs: it says what is wrong, and goes on. */
@ExtendWith(ArquillianExtension.class)
class BadCheckpointIT {
  private static final String GREETING = "Hello, who are you?";

  private ServerUnderTest server;
  private Wire wire;
  private final List<Path> made = new ArrayList<>();

  @BeforeEach
  void connect() {
    server = ServerUnderTest.current();
    wire = Wire.asAdministrator(server);
  }

  @AfterEach
  void remove_the_models_and_see_the_next_request_answered() throws IOException {
    for (Path folder : made) {
      TestModels.delete(folder);
    }
    assertThat(chat(TestModels.GLM).statusCode()).isEqualTo(200);
  }

  private Path copyOfGlm(String name) throws IOException {
    Path folder = server.models().resolve(name);
    made.add(folder);
    TestModels.copy(server.models().resolve(TestModels.GLM), folder);
    return folder;
  }

  private HttpResponse<String> chat(String model) {
    return wire.post(
        "/v1/chat/completions",
        """
        {"model": "%s", "messages": [{"role": "user", "content": "%s"}],
         "temperature": 0, "max_tokens": 24}
        """
            .formatted(model, GREETING));
  }

  private void assertBroken(String model, String... words) {
    HttpResponse<String> response = chat(model);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.get("code").asText()).isEqualTo("model_broken");
    assertThat(error.get("message").asText())
        .contains(model)
        .contains(words)
        .doesNotContain(server.models().toString());
  }

  @Test
  void a_template_that_cannot_be_parsed_is_reported_when_a_chat_needs_it() throws IOException {
    Path folder = copyOfGlm("bad-template");
    Files.writeString(folder.resolve("chat_template.jinja"), "{% for message in messages %}");

    assertBroken("bad-template", "template");
  }

  @Test
  void messages_that_a_template_cannot_process_are_the_callers_fault() throws IOException {
    Path folder = copyOfGlm("picky-template");
    Files.writeString(folder.resolve("chat_template.jinja"), "\n{{ messages[0].content + 1 }}");

    HttpResponse<String> response = chat("picky-template");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.get("param").asText()).isEqualTo("messages");
    assertThat(error.get("code").asText()).isEqualTo("template_refused");
    assertThat(error.get("message").asText()).contains("picky-template").contains("line 2");
  }

  @Test
  void a_template_that_reaches_for_java_gets_nothing() throws IOException {
    Path folder = copyOfGlm("curious-template");
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{{ messages.getClass().forName('java.lang.Runtime').getRuntime().exec('id') }}");

    HttpResponse<String> response = chat("curious-template");

    assertThat(response.statusCode()).isIn(200, 400, 503);
    assertThat(response.body()).doesNotContain("uid=").doesNotContain("java.lang");
  }

  @Test
  void a_half_written_checkpoint_is_refused_until_it_is_complete() throws IOException {
    Path folder = copyOfGlm("half-written");
    Path weights = folder.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(whole.length / 2);
    }
    assertBroken("half-written", "model.safetensors");
    assertThat(Wire.json(wire.get("/v1/models/half-written")).get("state").asText())
        .isEqualTo("broken");

    Files.write(weights, whole);

    assertThat(Wire.json(chat("half-written")).at("/choices/0/message/content").asText())
        .isEqualTo(ReferenceCase.first(TestModels.GLM).outputText());
  }

  @Test
  void a_weight_that_is_no_number_is_named() throws IOException {
    String tensor = "model.layers.1.mlp.down_proj.weight";
    Path weights = copyOfGlm("no-number").resolve("model.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong(0);
    JsonNode tensors =
        Wire.json(new String(bytes.array(), Long.BYTES, header, StandardCharsets.UTF_8));
    int offset = tensors.get(tensor).at("/data_offsets/0").asInt();
    bytes.putFloat(Long.BYTES + header + offset, Float.NaN);
    Files.write(weights, bytes.array());

    assertBroken("no-number", "model.safetensors", tensor, "NaN");
  }

  @Test
  void a_folder_without_weights_or_with_pickled_ones_says_so() throws IOException {
    Path folder = copyOfGlm("pickled");
    Files.move(folder.resolve("model.safetensors"), folder.resolve("pytorch_model.bin"));

    assertBroken("pickled", "safetensors");
  }

  @Test
  void an_unknown_architecture_is_named() throws IOException {
    Path config = copyOfGlm("strange").resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("GlmForCausalLM", "MartianForCausalLM"));

    assertBroken("strange", "MartianForCausalLM");
  }

  @Test
  void a_configuration_that_is_no_json_is_named() throws IOException {
    Files.writeString(copyOfGlm("scribbled").resolve("config.json"), "{ \"architectures\": [");

    assertBroken("scribbled", "config.json");
  }

  @Test
  void two_requests_that_need_the_same_model_load_it_once() throws Exception {
    copyOfGlm("loaded-once");
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        answers.add(callers.submit(() -> chat("loaded-once")));
      }
      String expected = ReferenceCase.first(TestModels.GLM).outputText();
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(Wire.json(answer.get()).at("/choices/0/message/content").asText())
            .isEqualTo(expected);
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(new ServerLog(server).lines())
        .filteredOn(line -> line.contains("Loading model loaded-once "))
        .hasSize(1);
  }
}
