// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.ChatTemplateException;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.tokenizer.jinja.JinjaException;
import org.openautoglm.engine.tokenizer.jinja.RenderLimits;
import org.openautoglm.engine.tokenizer.jinja.Template;

/**
 * Finds the chat templates of a checkpoint folder where transformers finds them: {@code
 * chat_template.jinja} with {@code additional_chat_templates/*.jinja}, else {@code
 * chat_template.json}, else the {@code chat_template} of {@code tokenizer_config.json}.
 */
public final class ChatTemplates {
  private static final String DEFAULT = "default";
  private static final String KEY = "chat_template";
  private static final String SUFFIX = ".jinja";

  private final Map<String, NamedTemplate> found = new TreeMap<>();

  private ChatTemplates() {}

  /**
   * Finds and parses the templates of a folder.
   *
   * @param clock what {@code strftime_now} reads, in its zone
   * @return empty when the folder brings no template
   * @throws ChatTemplateException when a template is faulty; the message names the file and line
   * @throws CheckpointException when a file cannot be read
   */
  public static Optional<ChatTemplate> find(Path folder, Clock clock) {
    ChatTemplates templates = new ChatTemplates();
    templates.readFiles(folder);
    if (templates.found.isEmpty()) {
      templates.readKey(folder.resolve("chat_template.json"));
    }
    if (templates.found.isEmpty()) {
      templates.readKey(folder.resolve("tokenizer_config.json"));
    }
    if (templates.found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CheckpointChatTemplate(
            templates.found, SpecialTokens.read(folder), clock, RenderLimits.standard()));
  }

  private void readFiles(Path folder) {
    Path file = folder.resolve("chat_template.jinja");
    TokenizerFiles.readText(file).ifPresent(text -> add(DEFAULT, text, file));
    Path more = folder.resolve("additional_chat_templates");
    if (!Files.isDirectory(more)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(more, "*" + SUFFIX)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        String text = TokenizerFiles.readText(entry).orElse("");
        add(name.substring(0, name.length() - SUFFIX.length()), text, entry);
      }
    } catch (IOException e) {
      throw new CheckpointException(more + ": cannot be read: " + e, e);
    }
  }

  private void readKey(Path file) {
    JsonElement value = TokenizerFiles.readObject(file).map(json -> json.get(KEY)).orElse(null);
    if (value == null || value.isJsonNull()) {
      return;
    }
    if (value instanceof JsonArray list) {
      for (JsonElement element : list) {
        if (!(element instanceof JsonObject named)) {
          throw malformed(file);
        }
        add(text(named.get("name"), file), text(named.get("template"), file), file);
      }
    } else if (value instanceof JsonObject named) {
      named.entrySet().forEach(entry -> add(entry.getKey(), text(entry.getValue(), file), file));
    } else {
      add(DEFAULT, text(value, file), file);
    }
  }

  private static String text(JsonElement element, Path file) {
    if (element == null || !element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw malformed(file);
    }
    return element.getAsString();
  }

  private static ChatTemplateException malformed(Path file) {
    return new ChatTemplateException(
        file.getFileName()
            + ": "
            + KEY
            + " must be a string or a list of {\"name\", \"template\"}.",
        false,
        null);
  }

  private void add(String name, String text, Path file) {
    try {
      found.put(name, new NamedTemplate(file, Template.parse(text)));
    } catch (JinjaException e) {
      throw new ChatTemplateException(
          file.getFileName() + ": line " + e.line() + " of the chat template: " + e.getMessage(),
          false,
          e);
    }
  }

  /** A template and the file it came from. */
  record NamedTemplate(Path file, Template template) {}
}
