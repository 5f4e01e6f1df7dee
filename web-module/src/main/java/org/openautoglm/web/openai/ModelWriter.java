// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.util.List;
import org.openautoglm.serving.api.ModelView;
import org.openautoglm.web.json.JsonText;

/** Writes models: OpenAI's fields, then ours. */
final class ModelWriter {
  private static final String OWNER = "open-autoglm";

  private ModelWriter() {}

  static String list(List<ModelView> models) {
    return JsonText.of(
        json -> {
          json.writeStartObject().write("object", "list").writeStartArray("data");
          models.forEach(model -> model(json, model));
          json.writeEnd().writeEnd();
        });
  }

  static String one(ModelView model) {
    return JsonText.of(json -> model(json, model));
  }

  private static void model(JsonGenerator json, ModelView model) {
    json.writeStartObject()
        .write("id", model.id())
        .write("object", "model")
        .write("created", model.created().getEpochSecond())
        .write("owned_by", OWNER);
    JsonText.text(json, "version", model.version());
    JsonText.text(json, "state", model.state());
    JsonText.text(json, "problem", model.problem());
    JsonText.text(json, "architecture", model.architecture());
    if (model.contextLength() > 0) {
      json.write("max_model_len", model.contextLength());
    } else {
      json.writeNull("max_model_len");
    }
    JsonText.text(json, "compute_type", model.computeType());
    JsonText.texts(json, "capabilities", model.capabilities());
    json.writeEnd();
  }
}
