// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON texts whose values keep to a schema: JSON Schema 2020-12's {@code type}, {@code enum},
 * {@code const}, {@code properties}, {@code required}, {@code additionalProperties}, {@code items},
 * {@code minItems}, {@code maxItems}, {@code anyOf}, {@code oneOf}, {@code allOf} and {@code $ref}
 * within the schema. Keywords that limit a value further (patterns, lengths, ranges, formats) are
 * not looked at.
 *
 * <p>Properties come in the order of the schema, and those that are listed are all of them unless
 * {@code additionalProperties} says otherwise: so a model is told what comes next, and OpenAI's
 * strict schemas mean the same.
 */
public final class JsonSchemaText {
  /**
   * As many values as one can expect of a person's schema; what is larger would slow every step.
   */
  private static final int MOST_VALUES = 5_000;

  private static final Set<String> TYPES =
      Set.of("string", "integer", "number", "boolean", "null", "array", "object");

  /** Keywords below which there are no schemas. */
  private static final Set<Object> VALUES = Set.of("enum", "const", "default", "examples");

  /** A text is followed recursively. */
  private static final int DEEPEST = 64;

  /** References and alternatives that lead to each other without a byte between them. */
  private static final int MOST_HOPS = 32;

  private static final int MOST_BLANKS = 40;
  private static final Text BLANKS = new Blanks(MOST_BLANKS);
  private static final Gson JSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private final Map<?, ?> root;

  private JsonSchemaText(Map<?, ?> root) {
    this.root = root;
  }

  /**
   * The texts of a schema.
   *
   * @throws IllegalArgumentException when it is too large or refers to what is not there
   */
  public static Text of(Map<?, ?> schema) {
    return of(schema, schema);
  }

  /**
   * The texts of a part of a schema.
   *
   * @param root which references are looked up in
   * @throws IllegalArgumentException as above
   */
  public static Text of(Map<?, ?> schema, Map<?, ?> root) {
    JsonSchemaText texts = new JsonSchemaText(root);
    texts.check(root, 0, new int[1]);
    return texts.value(schema, 0, 0);
  }

  private void check(Object value, int depth, int[] seen) {
    if (++seen[0] > MOST_VALUES) {
      throw new IllegalArgumentException("the schema has more than " + MOST_VALUES + " values");
    }
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("the schema is deeper than " + DEEPEST + " levels");
    }
    if (value instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        resolve(reference);
      }
      if (map.get("type") instanceof String type && !TYPES.contains(type)) {
        throw new IllegalArgumentException("the schema has a type '" + type + "'");
      }
      map.forEach((key, inner) -> check(VALUES.contains(key) ? null : inner, depth + 1, seen));
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> check(inner, depth + 1, seen));
    }
  }

  /** A JSON pointer (RFC 6901) as a fragment. */
  private Object resolve(String reference) {
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw new IllegalArgumentException(
          "the reference '"
              + reference
              + "' does not begin with #/, and nothing else is looked up");
    }
    Object at = root;
    for (String step : reference.substring(1).split("/", -1)) {
      if (at != root || !step.isEmpty()) {
        String name = step.replace("~1", "/").replace("~0", "~");
        at = at instanceof Map<?, ?> map ? map.get(name) : null;
      }
    }
    if (at == null) {
      throw new IllegalArgumentException("the reference '" + reference + "' leads nowhere");
    }
    return at;
  }

  private Text value(Object schema, int depth, int hops) {
    if (depth > DEEPEST || hops > MOST_HOPS || Boolean.FALSE.equals(schema)) {
      return Text.NONE;
    }
    if (!(schema instanceof Map<?, ?> map)) {
      return anything(depth);
    }
    if (map.get("$ref") instanceof String reference) {
      return value(resolve(reference), depth, hops + 1);
    }
    if (map.get("allOf") instanceof List<?> parts) {
      return value(merged(map, parts), depth, hops + 1);
    }
    for (String alternatives : List.of("anyOf", "oneOf")) {
      if (map.get(alternatives) instanceof List<?> schemas && !schemas.isEmpty()) {
        return Either.of(schemas.stream().map(inner -> value(inner, depth, hops + 1)).toList());
      }
    }
    if (map.containsKey("const")) {
      return Literals.of(JSON.toJson(map.get("const")));
    }
    if (map.get("enum") instanceof List<?> values) {
      return Literals.of(values.stream().map(JSON::toJson).toList());
    }
    return typed(map, depth);
  }

  /** What all parts say together; of keywords that several have, lists and objects are joined. */
  private Map<?, ?> merged(Map<?, ?> map, List<?> parts) {
    Map<Object, Object> merged = new LinkedHashMap<>(map);
    merged.remove("allOf");
    for (Object part : parts) {
      Object resolved =
          part instanceof Map<?, ?> inner && inner.get("$ref") instanceof String reference
              ? resolve(reference)
              : part;
      if (resolved instanceof Map<?, ?> inner) {
        inner.forEach((key, value) -> merged.merge(key, value, JsonSchemaText::joined));
      }
    }
    return merged;
  }

  private static Object joined(Object one, Object other) {
    if (one instanceof Map<?, ?> first && other instanceof Map<?, ?> second) {
      Map<Object, Object> both = new LinkedHashMap<>(first);
      both.putAll(second);
      return both;
    }
    if (one instanceof List<?> first && other instanceof List<?> second) {
      Set<Object> both = new LinkedHashSet<>(first);
      both.addAll(second);
      return List.copyOf(both);
    }
    return other;
  }

  private Text typed(Map<?, ?> schema, int depth) {
    Object type = schema.get("type");
    if (type instanceof List<?> types && !types.isEmpty()) {
      return Either.of(types.stream().map(name -> typed(schema, name, depth)).toList());
    }
    if (type == null && (schema.containsKey("properties") || schema.containsKey("required"))) {
      return object(schema, depth);
    }
    return type == null ? anything(depth) : typed(schema, type, depth);
  }

  private Text typed(Map<?, ?> schema, Object type, int depth) {
    return switch (String.valueOf(type)) {
      case "string" -> JsonStringText.START;
      case "integer" -> NumberText.integer();
      case "number" -> NumberText.number();
      case "boolean" -> Literals.of("true", "false");
      case "null" -> Literals.of("null");
      case "array" -> array(schema, depth);
      case "object" -> object(schema, depth);
      default -> Text.NONE;
    };
  }

  private Text anything(int depth) {
    return Either.of(
        JsonStringText.START,
        NumberText.number(),
        Literals.of("true", "false", "null"),
        array(Map.of(), depth),
        object(Map.of(), depth));
  }

  private static Text then(String first, Text second) {
    return new Sequence(Literals.of(first), new Sequence(BLANKS, second));
  }

  private Text array(Map<?, ?> schema, int depth) {
    int least = whole(schema.get("minItems"), 0);
    int most = Math.max(least, whole(schema.get("maxItems"), Integer.MAX_VALUE));
    Object items = schema.get("items");
    return then("[", new Later(() -> items(items, 0, least, most, depth + 1)));
  }

  private static int whole(Object value, int otherwise) {
    return value instanceof Number number ? number.intValue() : otherwise;
  }

  /**
   * The rest of an array.
   *
   * @param count items that were said
   */
  private Text items(Object schema, int count, int least, int most, int depth) {
    List<Text> next = new ArrayList<>();
    if (count >= least) {
      next.add(Literals.of("]"));
    }
    if (count < most) {
      Text rest = new Later(() -> items(schema, count + 1, least, most, depth));
      Text item = new Sequence(value(schema, depth, 0), new Sequence(BLANKS, rest));
      next.add(count == 0 ? item : then(",", item));
    }
    return Either.of(next);
  }

  private Text object(Map<?, ?> schema, int depth) {
    List<Map.Entry<?, ?>> properties =
        schema.get("properties") instanceof Map<?, ?> map ? List.copyOf(map.entrySet()) : List.of();
    Set<Object> required =
        schema.get("required") instanceof List<?> names ? new LinkedHashSet<>(names) : Set.of();
    Object others = schema.get("additionalProperties");
    boolean closed =
        others == null ? schema.containsKey("properties") : Boolean.FALSE.equals(others);
    Members members = new Members(properties, required, closed ? Boolean.FALSE : others, depth + 1);
    return then("{", new Later(() -> members(members, 0, true)));
  }

  /**
   * What an object may have.
   *
   * @param others schema of properties that are not listed, or false
   */
  private record Members(
      List<Map.Entry<?, ?>> properties, Set<Object> required, Object others, int depth) {}

  /**
   * The rest of an object.
   *
   * @param from first of the listed properties that was not passed
   * @param first whether nothing was said yet
   */
  private Text members(Members members, int from, boolean first) {
    List<Text> next = new ArrayList<>();
    List<Map.Entry<?, ?>> properties = members.properties();
    int at = from;
    boolean passable = true;
    while (passable && at < properties.size()) {
      Map.Entry<?, ?> property = properties.get(at);
      int behind = at + 1;
      Text name = Literals.of(JSON.toJson(property.getKey().toString()));
      Text rest = new Later(() -> members(members, behind, false));
      next.add(member(name, property.getValue(), rest, members.depth(), first));
      passable = !members.required().contains(property.getKey());
      at = behind;
    }
    if (passable) {
      if (!Boolean.FALSE.equals(members.others())) {
        Text rest = new Later(() -> members(members, properties.size(), false));
        next.add(member(JsonStringText.START, members.others(), rest, members.depth(), first));
      }
      next.add(Literals.of("}"));
    }
    return Either.of(next);
  }

  private Text member(Text name, Object schema, Text rest, int depth, boolean first) {
    Text value = new Later(() -> value(schema, depth, 0));
    Text member = new Sequence(name, then(":", new Sequence(value, new Sequence(BLANKS, rest))));
    return first ? member : then(",", member);
  }
}
