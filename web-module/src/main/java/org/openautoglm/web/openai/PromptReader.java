// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.ArrayList;
import java.util.List;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.web.json.JsonField;

/** Reads a string, a list of strings, a list of token ids, or a list of lists of token ids. */
final class PromptReader {
  private static final String EXPECTED =
      "a string, a list of strings, a list of token ids, or a list of lists of token ids";

  private PromptReader() {}

  static List<PromptInput> read(JsonField field) {
    field.required(EXPECTED);
    if (field.isString()) {
      return List.of(new PromptInput.Text(field.string()));
    }
    if (!field.isList()) {
      throw field.wrongType(EXPECTED);
    }
    List<JsonField> elements = field.elements();
    if (elements.isEmpty()) {
      throw field.invalid("must not be empty");
    }
    if (elements.get(0).isNumber()) {
      return List.of(new PromptInput.Tokens(field.integers()));
    }
    boolean texts = elements.get(0).isString();
    List<PromptInput> prompts = new ArrayList<>(elements.size());
    for (JsonField element : elements) {
      prompts.add(texts ? text(element) : tokens(element));
    }
    return prompts;
  }

  private static PromptInput text(JsonField element) {
    return new PromptInput.Text(
        element.required("a string, as the first of this list is").string());
  }

  private static PromptInput tokens(JsonField element) {
    if (!element.isList()) {
      throw element.wrongType("a string or a list of token ids, all of one kind");
    }
    return new PromptInput.Tokens(element.integers());
  }
}
