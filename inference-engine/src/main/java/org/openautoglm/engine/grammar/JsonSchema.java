// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON Schema 2020-12, as far as an answer is held to it: {@code type}, {@code enum}, {@code
 * const}, {@code properties}, {@code required}, {@code additionalProperties}, {@code items}, {@code
 * prefixItems}, {@code minItems}, {@code maxItems}, {@code anyOf}, {@code oneOf} (as {@code
 * anyOf}), {@code allOf} and {@code $ref} within the schema. Other keywords are not looked at.
 *
 * <p>Properties come in the order of the schema, and those that are listed are all of them unless
 * {@code additionalProperties} says otherwise: so a model is told what comes next, and OpenAI's
 * strict schemas mean the same. Where there is no {@code type}, keywords of objects or arrays tell
 * it. Safe for use by many threads.
 */
public final class JsonSchema {
  private static final int MOST_VALUES = 5_000;
  private static final int DEEPEST = 64;
  private static final int MOST_ALTERNATIVES = 128;
  private static final int MOST_PROPERTIES = 500;

  /** Steps in which references and alternatives are followed for one value. */
  private static final int MOST_STEPS = 500;

  private static final Map<Object, Object> ANYTHING = Map.of();
  private static final List<String> TYPES =
      List.of("string", "number", "integer", "boolean", "null", "array", "object");
  private static final Set<String> OF_OBJECTS =
      Set.of("properties", "required", "additionalProperties");
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "enum",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "prefixItems",
          "minItems",
          "maxItems");
  private static final Set<String> OF_ARRAYS =
      Set.of("items", "prefixItems", "minItems", "maxItems");

  /** Keywords whose value is a schema. */
  private static final Set<String> ONE = Set.of("items", "additionalProperties");

  /** Keywords whose value is a list of schemas. */
  private static final Set<String> SEVERAL = Set.of("prefixItems", "anyOf", "oneOf", "allOf");

  /** Keywords whose value has a schema for each name. */
  private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");

  private static final Gson JSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private final Map<?, ?> root;
  private final Map<Object, Text> texts = Collections.synchronizedMap(new IdentityHashMap<>());
  private final Map<Object, List<Map<Object, Object>>> alternatives =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private final Map<Object, Boolean> possible =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /**
   * @param root the whole schema, in which references are looked up
   * @throws IllegalArgumentException when it is too large, is no schema, or refers to what is not
   *     there; the message says which
   */
  public JsonSchema(Map<?, ?> root) {
    this.root = root;
    new Check().schema(root, 0);
  }

  /** Looks at everything once, so that nothing is found wrong when an answer is under way. */
  private final class Check {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    void schema(Object schema, int depth) {
      count(depth);
      if (!(schema instanceof Map<?, ?> map)) {
        if (!(schema instanceof Boolean)) {
          throw new IllegalArgumentException(
              "the schema has " + schema + " where a schema belongs");
        }
        return;
      }
      if (!seen.add(map)) {
        return;
      }
      types(map.get("type"));
      if (map.containsKey("enum")
          && !(map.get("enum") instanceof List<?> list && !list.isEmpty())) {
        throw new IllegalArgumentException("the schema has an enum without values");
      }
      if (map.get("$ref") != null) {
        schema(resolve(String.valueOf(map.get("$ref"))), depth + 1);
      }
      map.forEach((key, value) -> keyword(String.valueOf(key), value, depth + 1));
    }

    private void keyword(String key, Object value, int depth) {
      if (ONE.contains(key)) {
        schema(value, depth);
      } else if (SEVERAL.contains(key) && value instanceof List<?> list) {
        list.forEach(each -> schema(each, depth));
      } else if (NAMED.contains(key) && value instanceof Map<?, ?> map) {
        if (map.size() > MOST_PROPERTIES) {
          throw new IllegalArgumentException(
              "the schema has more than " + MOST_PROPERTIES + " " + key + " in one place");
        }
        map.values().forEach(each -> schema(each, depth));
      } else {
        other(value, depth);
      }
    }

    private void types(Object type) {
      for (Object each : listed(type)) {
        if (!TYPES.contains(String.valueOf(each))) {
          throw new IllegalArgumentException("the schema has a type '" + each + "'");
        }
      }
    }

    private void other(Object value, int depth) {
      count(depth);
      if (value instanceof Map<?, ?> map) {
        map.values().forEach(each -> other(each, depth + 1));
      } else if (value instanceof List<?> list) {
        list.forEach(each -> other(each, depth + 1));
      }
    }

    private void count(int depth) {
      if (++values > MOST_VALUES) {
        throw new IllegalArgumentException("the schema has more than " + MOST_VALUES + " values");
      }
      if (depth > DEEPEST) {
        throw new IllegalArgumentException("the schema is deeper than " + DEEPEST + " levels");
      }
    }
  }

  /** A JSON pointer (RFC 6901) behind a number sign. */
  private Object resolve(String reference) {
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw new IllegalArgumentException(
          "the reference '"
              + reference
              + "' does not begin with #/, and nothing else is looked up");
    }
    Object at = root;
    if (reference.length() > 1) {
      for (String step : reference.substring(2).split("/", -1)) {
        at = child(at, step.replace("~1", "/").replace("~0", "~"));
      }
    }
    if (!(at instanceof Map || at instanceof Boolean)) {
      throw new IllegalArgumentException("the reference '" + reference + "' leads to no schema");
    }
    return at;
  }

  private static Object child(Object parent, String step) {
    if (parent instanceof Map<?, ?> map) {
      return map.get(step);
    }
    boolean number = step.matches("\\d{1,4}");
    return parent instanceof List<?> list && number && Integer.parseInt(step) < list.size()
        ? list.get(Integer.parseInt(step))
        : null;
  }

  private static List<?> listed(Object value) {
    return value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
  }

  /**
   * The JSON texts of values that keep to the whole schema.
   *
   * @throws IllegalArgumentException when there are none, or too many alternatives
   */
  public Text text() {
    if (!isPossible(root)) {
      throw new IllegalArgumentException("no value keeps to the schema");
    }
    return text(root);
  }

  /**
   * The JSON texts of values that keep to a part of the schema.
   *
   * @throws IllegalArgumentException when there are too many alternatives
   */
  public Text text(Object schema) {
    Text known = texts.get(schema);
    if (known == null) {
      known = Either.of(alternatives(schema).stream().map(this::typed).toList());
      texts.put(schema, known);
    }
    return known;
  }

  /**
   * The values that a part of the schema lists; empty when it does not list all of them.
   *
   * @throws IllegalArgumentException when there are too many alternatives
   */
  public List<Object> values(Object schema) {
    List<Object> values = new ArrayList<>();
    for (Map<Object, Object> each : alternatives(schema)) {
      if (!(each.get("enum") instanceof List<?> list)) {
        return List.of();
      }
      values.addAll(list);
    }
    return values;
  }

  /**
   * The types that a part of the schema names; none when it leaves them open.
   *
   * @throws IllegalArgumentException when there are too many alternatives
   */
  public Set<String> types(Object schema) {
    Set<String> types = new LinkedHashSet<>();
    for (Map<Object, Object> each : alternatives(schema)) {
      List<String> own = typesOf(each);
      if (own.size() == TYPES.size()) {
        return Set.of();
      }
      types.addAll(own);
    }
    return types;
  }

  /**
   * What a schema says, as schemas without references and alternatives, of which a value keeps to
   * at least one.
   */
  private List<Map<Object, Object>> alternatives(Object schema) {
    List<Map<Object, Object>> known = alternatives.get(schema);
    if (known == null) {
      known = List.copyOf(new Alternatives().of(schema));
      alternatives.put(schema, known);
    }
    return known;
  }

  private final class Alternatives {
    /** What is being followed: whatever leads back to itself says nothing more. */
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private int steps;

    Set<Map<Object, Object>> of(Object schema) {
      if (++steps > MOST_STEPS) {
        throw new IllegalArgumentException(
            "references and alternatives of the schema take more than " + MOST_STEPS + " steps");
      }
      if (!(schema instanceof Map<?, ?> map)) {
        return Boolean.FALSE.equals(schema) ? Set.of() : Set.of(ANYTHING);
      }
      if (!open.add(map)) {
        return Set.of();
      }
      // without titles and the like, by which schemas differ that say the same
      Map<Object, Object> own = new LinkedHashMap<>(map);
      own.keySet().retainAll(KEYWORDS);
      if (map.containsKey("const")) {
        own.put("enum", Collections.singletonList(map.get("const")));
      }
      Set<Map<Object, Object>> all = Set.of(own);
      if (map.get("$ref") != null) {
        all = both(all, of(resolve(String.valueOf(map.get("$ref")))));
      }
      for (Object part : listed(map.get("allOf"))) {
        all = both(all, of(part));
      }
      for (String keyword : List.of("anyOf", "oneOf")) {
        if (map.get(keyword) instanceof List<?> parts && !parts.isEmpty()) {
          Set<Map<Object, Object>> any = new LinkedHashSet<>();
          parts.forEach(part -> any.addAll(of(part)));
          all = both(all, any);
        }
      }
      open.remove(map);
      return all;
    }

    private Set<Map<Object, Object>> both(
        Set<Map<Object, Object>> some, Set<Map<Object, Object>> others) {
      Set<Map<Object, Object>> all = new LinkedHashSet<>();
      for (Map<Object, Object> one : some) {
        for (Map<Object, Object> other : others) {
          Map<Object, Object> joined = SchemaIntersection.of(one, other);
          if (joined != null && all.add(joined) && all.size() > MOST_ALTERNATIVES) {
            throw new IllegalArgumentException(
                "the schema has more than " + MOST_ALTERNATIVES + " alternatives at one place");
          }
        }
      }
      return all;
    }
  }

  private static List<String> typesOf(Map<Object, Object> schema) {
    if (schema.get("type") != null) {
      return listed(schema.get("type")).stream().map(String::valueOf).toList();
    }
    if (schema.get("enum") instanceof List<?> values) {
      return values.stream().map(JsonSchema::typeOf).distinct().toList();
    }
    if (schema.keySet().stream().anyMatch(OF_OBJECTS::contains)) {
      return List.of("object");
    }
    return schema.keySet().stream().anyMatch(OF_ARRAYS::contains) ? List.of("array") : TYPES;
  }

  private static String typeOf(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Number number) {
      return number.doubleValue() == Math.rint(number.doubleValue()) ? "integer" : "number";
    }
    return value instanceof String
        ? "string"
        : value instanceof Boolean ? "boolean" : value instanceof List ? "array" : "object";
  }

  /** The listed values that are of one of the types. */
  private static List<Object> listedValues(Map<Object, Object> schema, List<?> values) {
    List<String> types = typesOf(schema);
    List<Object> kept = new ArrayList<>();
    for (Object value : values) {
      String type = typeOf(value);
      if (types.contains(type) || type.equals("integer") && types.contains("number")) {
        kept.add(value);
      }
    }
    return kept;
  }

  private Text typed(Map<Object, Object> schema) {
    if (schema.get("enum") instanceof List<?> values) {
      return Choice.of(listedValues(schema, values).stream().map(JSON::toJson).toList());
    }
    return Either.of(typesOf(schema).stream().map(type -> typed(schema, type)).toList());
  }

  private Text typed(Map<Object, Object> schema, String type) {
    return switch (type) {
      case "string" -> JsonStringText.START;
      case "integer" -> NumberText.integer();
      case "number" -> NumberText.number();
      case "boolean" -> Choice.of("true", "false");
      case "null" -> Choice.of("null");
      case "array" -> new ArrayTexts(this, schema).start();
      case "object" -> new ObjectTexts(this, schema).start();
      default -> Text.NONE;
    };
  }

  /** Whether anything keeps to a part of the schema. */
  boolean isPossible(Object schema) {
    Boolean known = possible.get(schema);
    if (known == null) {
      known = new Possible().is(schema);
      possible.put(schema, known);
    }
    return known;
  }

  /** Whether there are values, which must not hold themselves again and again to be whole. */
  private final class Possible {
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
    private int steps;

    boolean is(Object schema) {
      // what is not found out in time is found out by whoever waits for it
      if (found.contains(schema) || ++steps > MOST_STEPS || open.size() > DEEPEST) {
        return true;
      }
      if (!open.add(schema)) {
        return false;
      }
      boolean possible = alternatives(schema).stream().anyMatch(this::isAny);
      open.remove(schema);
      if (possible) {
        found.add(schema);
      }
      return possible;
    }

    private boolean isAny(Map<Object, Object> schema) {
      if (schema.get("enum") instanceof List<?> values) {
        return !listedValues(schema, values).isEmpty();
      }
      return typesOf(schema).stream().anyMatch(type -> is(schema, type));
    }

    private boolean is(Map<Object, Object> schema, String type) {
      return switch (type) {
        case "array" ->
            new ArrayTexts(JsonSchema.this, schema).needed().stream().allMatch(this::is);
        case "object" ->
            new ObjectTexts(JsonSchema.this, schema).needed().stream().allMatch(this::is);
        default -> true;
      };
    }
  }
}
