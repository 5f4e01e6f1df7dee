// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.web.json.JsonField;
import org.openautoglm.web.json.JsonReader;

/**
 * Reads {@code messages} into what chat templates take. Where the wire allows more than templates
 * understand, the choices are those of vLLM, so that a prompt is the same here and there: parts of
 * text are joined by a line break, absent content of an assistant is empty text, and the arguments
 * of a tool call become an object when they spell one. Role {@code developer} is {@code system}'s
 * newer name; templates know the older.
 */
final class MessageReader {
  private static final List<String> ROLES =
      List.of("developer", "system", "user", "assistant", "tool");
  private static final Set<String> MEDIA_PARTS =
      Set.of("image_url", "input_audio", "video_url", "audio_url", "file");

  private MessageReader() {}

  static List<Map<String, Object>> read(JsonField messages) {
    List<JsonField> elements = messages.required("a list of messages").elements();
    if (elements.isEmpty()) {
      throw messages.invalid("must have at least one message");
    }
    return elements.stream().map(MessageReader::message).toList();
  }

  private static Map<String, Object> message(JsonField message) {
    if (!message.isObject()) {
      throw message.wrongType("an object");
    }
    JsonField field = message.field("role");
    String role = field.required("a string").string();
    if (!ROLES.contains(role)) {
      throw field.invalid("must be one of " + String.join(", ", ROLES));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("role", role.equals("developer") ? "system" : role);
    result.put("content", content(message, role));
    copyText(message, "name", "name", result);
    if (role.equals("assistant")) {
      copyText(message, "reasoning", "reasoning_content", result);
      copyText(message, "reasoning_content", "reasoning_content", result);
      toolCalls(message.field("tool_calls"), result);
    }
    if (role.equals("tool")) {
      copyText(message, "tool_call_id", "tool_call_id", result);
    }
    return result;
  }

  private static void copyText(
      JsonField message, String from, String to, Map<String, Object> result) {
    String text = message.field(from).string();
    if (text != null) {
      result.put(to, text);
    }
  }

  private static String content(JsonField message, String role) {
    JsonField content = message.field("content");
    if (!content.given() && role.equals("assistant")) {
      JsonField refusal = message.field("refusal");
      if (refusal.given()) {
        return refusal.string();
      }
      if (message.field("tool_calls").given()) {
        return "";
      }
    }
    content.required("a string or a list of parts");
    if (content.isString()) {
      return content.string();
    }
    if (!content.isList()) {
      throw content.wrongType("a string or a list of parts");
    }
    return String.join("\n", content.elements().stream().map(MessageReader::part).toList());
  }

  private static String part(JsonField part) {
    if (!part.isObject()) {
      throw part.wrongType("an object");
    }
    JsonField type = part.field("type");
    String name = type.required("a string").string();
    if (name.equals("text") || name.equals("refusal")) {
      return part.field(name).required("a string").string();
    }
    if (MEDIA_PARTS.contains(name)) {
      throw new ServingException(
          ErrorCode.UNSUPPORTED_CONTENT,
          "'%s' is a part of type %s, but models here take only text for now."
              .formatted(part.path(), name),
          part.path());
    }
    throw type.invalid("must be text");
  }

  private static void toolCalls(JsonField calls, Map<String, Object> result) {
    List<JsonField> elements = calls.elements();
    if (elements == null || elements.isEmpty()) {
      return;
    }
    List<Map<String, Object>> read = new ArrayList<>();
    for (JsonField call : elements) {
      if (!call.isObject()) {
        throw call.wrongType("an object");
      }
      JsonField type = call.field("type");
      if (type.given() && !type.string().equals("function")) {
        throw type.invalid("must be function");
      }
      Map<String, Object> toolCall = new LinkedHashMap<>();
      copyText(call, "id", "id", toolCall);
      toolCall.put("type", "function");
      toolCall.put("function", function(call.field("function")));
      read.add(toolCall);
    }
    result.put("tool_calls", read);
  }

  private static Map<String, Object> function(JsonField function) {
    function.required("an object");
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", function.field("name").required("a string").string());
    result.put("arguments", arguments(function.field("arguments")));
    return result;
  }

  /** A string on the wire; an object is taken as well, since templates print one. */
  private static Object arguments(JsonField arguments) {
    if (arguments.isObject()) {
      return arguments.object();
    }
    String text = arguments.string();
    if (text == null || text.isBlank()) {
      return Map.of();
    }
    try {
      return JsonReader.read(text) instanceof Map<?, ?> object ? object : text;
    } catch (ServingException e) {
      // a model may have written these; what is not JSON is shown to it as it wrote it
      return text;
    }
  }
}
