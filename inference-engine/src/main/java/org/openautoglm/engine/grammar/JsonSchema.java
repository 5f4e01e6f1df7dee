// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * JSON Schema 2020-12, as far as an answer is held to it: {@code type}, {@code enum}, {@code
 * const}, {@code properties}, {@code required}, {@code additionalProperties}, {@code items}, {@code
 * prefixItems}, {@code minItems}, {@code maxItems}, {@code anyOf}, {@code oneOf} (as {@code
 * anyOf}), {@code allOf} and {@code $ref} within the schema; and OpenAPI's {@code nullable} and the
 * lists that {@code items} could be before. Other keywords are not looked at.
 *
 * <p>Properties come in the order of the schema, and those that are listed are all of them unless
 * {@code additionalProperties} says otherwise: so a model is told what comes next, and OpenAI's
 * strict schemas mean the same. Where there is no {@code type}, keywords of objects or arrays tell
 * it. Safe for use by many threads.
 */
public final class JsonSchema {
  private static final int MOST_VALUES = 5_000;
  private static final int MOST_CHARACTERS = 200_000;
  private static final int MOST_PROPERTIES = 500;
  private static final int MOST_ALTERNATIVES = 128;
  private static final int DEEPEST = 64;

  /** Steps in which references and alternatives are followed for one value. */
  private static final int MOST_STEPS = 500;

  /** What may be copied and compared for a whole schema. */
  private static final int MOST_WORK = 500_000;

  private static final int MOST_SHOWN = 100;

  private static final List<String> TYPES =
      List.of("string", "number", "integer", "boolean", "null", "array", "object");
  private static final Set<String> OF_OBJECTS =
      Set.of("properties", "required", "additionalProperties");
  private static final Set<String> OF_ARRAYS =
      Set.of("items", "prefixItems", "minItems", "maxItems");

  /** Keywords whose value is a schema, or a list of them. */
  private static final Set<String> SCHEMAS =
      Set.of(
          "items",
          "additionalItems",
          "additionalProperties",
          "prefixItems",
          "anyOf",
          "oneOf",
          "allOf");

  /** Keywords whose value has a schema for each name. */
  private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");

  private static final Gson JSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private final Map<?, ?> root;
  private final AtomicInteger work = new AtomicInteger();
  private final Map<Object, Object> targets = memory();
  private final Map<Object, List<Map<Object, Object>>> alternatives = memory();
  private final Map<Object, Text> texts = memory();
  private final Map<Object, Text> typed = memory();
  private final Map<Object, Boolean> possible = memory();
  private final Map<Object, ObjectTexts> objects = memory();
  private final Map<Object, ArrayTexts> arrays = memory();

  private static <V> Map<Object, V> memory() {
    return Collections.synchronizedMap(new IdentityHashMap<>());
  }

  /**
   * @param root the whole schema, in which references are looked up
   * @throws IllegalArgumentException when it is too large, is no schema, or refers to what is not
   *     there; the message says which
   */
  public JsonSchema(Map<?, ?> root) {
    this.root = root;
    new Check().all();
  }

  /** Looks at everything once, so that nothing is found wrong when an answer is under way. */
  private final class Check {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> referred = new ArrayDeque<>();
    private int values;
    private int characters;

    void all() {
      referred.add(root);
      while (!referred.isEmpty()) {
        schema(referred.remove(), 0);
      }
      seen.forEach(JsonSchema.this::alternatives);
    }

    private void schema(Object schema, int depth) {
      count(depth);
      if (schema instanceof Boolean) {
        return;
      }
      if (!(schema instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException(
            "the schema has " + shown(schema) + " where a schema belongs");
      }
      if (!seen.add(map)) {
        return;
      }
      for (Object type : listed(map.get("type"))) {
        if (!(type instanceof String name && TYPES.contains(name))) {
          throw new IllegalArgumentException("the schema has a type " + shown(type));
        }
      }
      if (map.get("enum") instanceof List<?> list && list.isEmpty()) {
        throw new IllegalArgumentException("the schema has an enum without values");
      }
      if (map.get("$ref") != null) {
        referred.add(target(map));
      }
      map.forEach((key, value) -> keyword(String.valueOf(key), value, depth + 1));
    }

    private void keyword(String key, Object value, int depth) {
      spelled(key);
      if (value == null) {
        return;
      }
      if (SCHEMAS.contains(key)) {
        listed(value).forEach(each -> schema(each, depth));
      } else if (NAMED.contains(key) && value instanceof Map<?, ?> map) {
        few(map.keySet(), key);
        map.forEach((name, each) -> named(String.valueOf(name), each, depth));
      } else {
        if (key.equals("required") && value instanceof List<?> names) {
          few(names, key);
        }
        other(value, depth);
      }
    }

    private void named(String name, Object schema, int depth) {
      spelled(name);
      schema(schema, depth);
    }

    private void few(Collection<?> names, String keyword) {
      if (names.size() > MOST_PROPERTIES) {
        throw new IllegalArgumentException(
            "the schema has more than " + MOST_PROPERTIES + " " + keyword + " in one place");
      }
    }

    private void other(Object value, int depth) {
      count(depth);
      if (value instanceof Map<?, ?> map) {
        map.forEach((key, each) -> other(each, depth + 1));
      } else if (value instanceof List<?> list) {
        list.forEach(each -> other(each, depth + 1));
      } else if (value instanceof String text) {
        spelled(text);
      }
    }

    private void spelled(String text) {
      characters += text.length();
      if (characters > MOST_CHARACTERS) {
        throw new IllegalArgumentException(
            "the schema has more than " + MOST_CHARACTERS + " characters");
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

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return "'" + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text) + "'";
  }

  /** What is copied or compared for this schema, which is not to take long. */
  void charge(int amount) {
    if (work.addAndGet(amount) > MOST_WORK) {
      throw new IllegalArgumentException("the schema takes too much work to be kept to");
    }
  }

  /** What a schema's reference leads to. */
  private Object target(Map<?, ?> schema) {
    Object known = targets.get(schema);
    if (known == null) {
      known = resolve(String.valueOf(schema.get("$ref")));
      targets.put(schema, known);
    }
    return known;
  }

  /** A JSON pointer (RFC 6901) as a fragment. */
  private Object resolve(String reference) {
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw new IllegalArgumentException(
          "the reference "
              + shown(reference)
              + " does not begin with #/, and nothing else is looked up");
    }
    Object at = root;
    if (reference.length() > 1) {
      for (String step : reference.substring(2).split("/", -1)) {
        String name = URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
        at = child(at, name.replace("~1", "/").replace("~0", "~"));
      }
    }
    if (!(at instanceof Map || at instanceof Boolean)) {
      throw new IllegalArgumentException(
          "the reference " + shown(reference) + " leads to no schema");
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
   * @throws IllegalArgumentException when there are none
   */
  public Text text() {
    Text text = text(root);
    if (text == Text.NONE) {
      throw new IllegalArgumentException("no value keeps to the schema");
    }
    return text;
  }

  /** The JSON texts of values that keep to a part of the schema. */
  public Text text(Object schema) {
    Object meant = meant(schema);
    Text known = texts.get(meant);
    if (known == null) {
      known =
          Either.of(
              alternatives(meant).stream()
                  .filter(each -> new Possible().isAny(each))
                  .map(this::typed)
                  .toList());
      texts.put(meant, known);
    }
    return known;
  }

  /** The schema itself, or the one that it says nothing more than a reference to. */
  private Object meant(Object schema) {
    Object at = schema;
    for (int hop = 0; hop < DEEPEST && at instanceof Map<?, ?> map; hop++) {
      boolean more =
          map.get("allOf") != null || map.get("anyOf") != null || map.get("oneOf") != null;
      if (more || map.get("$ref") == null || !SchemaKeywords.of(map).isEmpty()) {
        return at;
      }
      at = target(map);
    }
    return at;
  }

  /** The values that a part of the schema has; empty when it does not list all of them. */
  public List<Object> values(Object schema) {
    List<Object> values = new ArrayList<>();
    for (Map<Object, Object> each : alternatives(schema)) {
      if (each.get("enum") instanceof List<?> list) {
        values.addAll(listedValues(each, list));
        continue;
      }
      for (String type : typesOf(each)) {
        switch (type) {
          case "null" -> values.add(null);
          case "boolean" -> values.addAll(List.of(true, false));
          default -> {
            return List.of();
          }
        }
      }
    }
    return values;
  }

  /** The types that a part of the schema names; none when it leaves them open. */
  public Set<String> types(Object schema) {
    Set<String> types = new LinkedHashSet<>();
    for (Map<Object, Object> each : alternatives(schema)) {
      List<String> own = typesOf(each);
      if (own == TYPES) {
        return Set.of();
      }
      types.addAll(own);
    }
    return types;
  }

  /** The properties that objects of the schema may have, with their schemas. */
  public Map<String, Object> properties() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Map<Object, Object> each : alternatives(root)) {
      if (each.get("properties") instanceof Map<?, ?> map) {
        map.forEach(
            (name, schema) ->
                all.merge(
                    String.valueOf(name),
                    schema,
                    (one, other) -> one == other ? one : Map.of("anyOf", List.of(one, other))));
      }
    }
    return all;
  }

  /** The properties that all objects of the schema have. */
  public Set<String> required() {
    Set<String> all = null;
    for (Map<Object, Object> each : alternatives(root)) {
      Set<String> own = new LinkedHashSet<>();
      listed(each.get("required")).forEach(name -> own.add(String.valueOf(name)));
      if (all == null) {
        all = own;
      } else {
        all.retainAll(own);
      }
    }
    return all == null ? Set.of() : all;
  }

  /** Whether objects of the schema may have properties that it does not list. */
  public boolean isOpen() {
    return alternatives(root).stream().anyMatch(each -> object(each).isOpen());
  }

  /**
   * What a schema says, as schemas without references and alternatives, of which a value keeps to
   * at least one.
   */
  private List<Map<Object, Object>> alternatives(Object schema) {
    Object meant = meant(schema);
    List<Map<Object, Object>> known = alternatives.get(meant);
    if (known == null) {
      known = List.copyOf(new Alternatives().of(meant));
      alternatives.put(meant, known);
    }
    return known;
  }

  private final class Alternatives {
    /** What is being followed: whatever leads back to itself says nothing more. */
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private int steps;

    Collection<Map<Object, Object>> of(Object schema) {
      if (++steps > MOST_STEPS) {
        throw new IllegalArgumentException(
            "references and alternatives of the schema take more than " + MOST_STEPS + " steps");
      }
      if (!(schema instanceof Map<?, ?> map)) {
        return Boolean.FALSE.equals(schema) ? List.of() : List.of(Map.of());
      }
      if (!open.add(map)) {
        return List.of();
      }
      List<Collection<Map<Object, Object>>> parts = new ArrayList<>();
      Map<Object, Object> own = SchemaKeywords.of(map);
      charge(SchemaIntersection.size(own));
      if (!own.isEmpty()) {
        parts.add(List.of(own));
      }
      if (map.get("$ref") != null) {
        parts.add(of(target(map)));
      }
      listed(map.get("allOf")).forEach(part -> parts.add(of(part)));
      for (String keyword : List.of("anyOf", "oneOf")) {
        if (map.get(keyword) instanceof List<?> list && !list.isEmpty()) {
          parts.add(any(list));
        }
      }
      open.remove(map);
      return parts.stream().reduce(this::both).orElse(List.of(own));
    }

    private Collection<Map<Object, Object>> any(List<?> schemas) {
      Map<Object, Map<Object, Object>> all = new LinkedHashMap<>();
      for (Object schema : schemas) {
        of(schema).forEach(each -> add(each, all));
      }
      return all.values();
    }

    private Collection<Map<Object, Object>> both(
        Collection<Map<Object, Object>> some, Collection<Map<Object, Object>> others) {
      Map<Object, Map<Object, Object>> all = new LinkedHashMap<>();
      for (Map<Object, Object> one : some) {
        for (Map<Object, Object> other : others) {
          charge(SchemaIntersection.size(one) + SchemaIntersection.size(other));
          Map<Object, Object> joined = SchemaIntersection.of(one, other);
          if (joined != null) {
            add(joined, all);
          }
        }
      }
      return all.values();
    }

    private static void add(Map<Object, Object> schema, Map<Object, Map<Object, Object>> all) {
      all.putIfAbsent(SchemaIntersection.key(schema), schema);
      if (all.size() > MOST_ALTERNATIVES) {
        throw new IllegalArgumentException(
            "the schema has more than " + MOST_ALTERNATIVES + " alternatives at one place");
      }
    }
  }

  private static List<String> typesOf(Map<Object, Object> schema) {
    if (schema.get("type") instanceof List<?> types) {
      return types.stream().map(String::valueOf).toList();
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

  /** A value as JSON. */
  static String json(Object value) {
    return JSON.toJson(value);
  }

  private ObjectTexts object(Map<Object, Object> schema) {
    return objects.computeIfAbsent(schema, same -> new ObjectTexts(this, schema));
  }

  private ArrayTexts array(Map<Object, Object> schema) {
    return arrays.computeIfAbsent(schema, same -> new ArrayTexts(this, schema));
  }

  private Text typed(Map<Object, Object> schema) {
    Text known = typed.get(schema);
    if (known == null) {
      known = makeTyped(schema);
      typed.put(schema, known);
    }
    return known;
  }

  private Text makeTyped(Map<Object, Object> schema) {
    if (schema.get("enum") instanceof List<?> values) {
      return Choice.of(listedValues(schema, values).stream().map(JsonSchema::json).toList());
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
      case "array" -> array(schema).start();
      case "object" -> object(schema).start();
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
      boolean is = alternatives(schema).stream().anyMatch(this::isAny);
      open.remove(schema);
      if (is) {
        found.add(schema);
      }
      return is;
    }

    boolean isAny(Map<Object, Object> schema) {
      if (schema.get("enum") instanceof List<?> values) {
        return !listedValues(schema, values).isEmpty();
      }
      return typesOf(schema).stream().anyMatch(type -> is(schema, type));
    }

    private boolean is(Map<Object, Object> schema, String type) {
      return switch (type) {
        case "array" -> array(schema).needed().stream().allMatch(this::is);
        case "object" -> object(schema).needed().stream().allMatch(this::is);
        default -> true;
      };
    }
  }
}
