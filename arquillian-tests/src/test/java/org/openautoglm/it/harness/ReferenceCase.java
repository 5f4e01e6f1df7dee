// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the reference implementation answered, greedily.
 *
 * @param checkpoint name of the model's folder
 * @param index of the case within {@code e2e.json}
 * @param messages empty when the prompt was plain text
 * @param outputText the answer
 */
public record ReferenceCase(
    String checkpoint,
    int index,
    List<Message> messages,
    String prompt,
    List<Long> promptIds,
    List<Long> outputIds,
    String outputText,
    String finishReason) {

  /** Most tokens the reference generated. */
  public static final int MAX_TOKENS = 24;

  /** One message of a conversation. */
  public record Message(String role, String content) {}

  /** All cases of a checkpoint. */
  public static List<ReferenceCase> of(Path checkpoint) throws IOException {
    JsonNode cases = Wire.json(Files.readString(checkpoint.resolve("e2e.json"))).get("cases");
    List<ReferenceCase> result = new ArrayList<>();
    for (int index = 0; index < cases.size(); index++) {
      result.add(read(checkpoint.getFileName().toString(), index, cases.get(index)));
    }
    return result;
  }

  /** The first case of a committed checkpoint. */
  public static ReferenceCase first(String checkpoint) throws IOException {
    for (Path folder : TestModels.committed()) {
      if (folder.getFileName().toString().equals(checkpoint)) {
        return of(folder).get(0);
      }
    }
    throw new IllegalArgumentException("There is no checkpoint " + checkpoint);
  }

  private static ReferenceCase read(String checkpoint, int index, JsonNode json) {
    List<Message> messages = new ArrayList<>();
    json.path("messages")
        .forEach(
            message ->
                messages.add(
                    new Message(message.get("role").asText(), message.get("content").asText())));
    return new ReferenceCase(
        checkpoint,
        index,
        messages,
        json.get("prompt").asText(),
        ids(json.get("prompt_ids")),
        ids(json.get("output_ids")),
        json.get("output_text").asText(),
        json.get("finish_reason").asText());
  }

  private static List<Long> ids(JsonNode json) {
    List<Long> ids = new ArrayList<>();
    json.forEach(id -> ids.add(id.asLong()));
    return ids;
  }

  @Override
  public String toString() {
    return checkpoint + " case " + index;
  }
}
