// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/**
 * One place in a request body: its path, such as {@code messages[1].content}, and what was sent
 * there, if anything. Typed access returns null where nothing or null was sent and refuses a value
 * of another type with a message that names the path and both types; values are never quoted in
 * messages, since they may be prompts.
 */
public final class JsonField {
  private final String path;
  private final Object value;
  private final boolean sent;

  private JsonField(String path, Object value, boolean sent) {
    this.path = path;
    this.value = value;
    this.sent = sent;
  }

  /**
   * The body itself.
   *
   * @throws ServingException unless it is an object
   */
  public static JsonField root(Object value) {
    if (!(value instanceof Map)) {
      throw new ServingException(
          ErrorCode.MALFORMED_BODY,
          "The body must be a JSON object, but is %s.".formatted(describe(value)));
    }
    return new JsonField("", value, true);
  }

  public String path() {
    return path;
  }

  /** Whether something other than null was sent. */
  public boolean given() {
    return value != null;
  }

  /**
   * This field, which must have been sent.
   *
   * @param expected what belongs here, for the message: "a string"
   */
  public JsonField required(String expected) {
    if (!sent) {
      throw new ServingException(
          ErrorCode.MISSING_FIELD, "'%s' is required: %s.".formatted(path, expected), path);
    }
    if (value == null) {
      throw wrongType(expected);
    }
    return this;
  }

  /** The member of this object; of nothing, nothing. */
  public JsonField field(String name) {
    Map<String, Object> members = object();
    return new JsonField(
        path.isEmpty() ? name : path + "." + name,
        members == null ? null : members.get(name),
        members != null && members.containsKey(name));
  }

  public String string() {
    return as(String.class, "a string");
  }

  public Boolean bool() {
    return as(Boolean.class, "true or false");
  }

  /** A number, whole or not. */
  public Double number() {
    if (value instanceof Number number) {
      double result = number.doubleValue();
      if (Double.isInfinite(result)) {
        throw invalid("is beyond the range of numbers");
      }
      return result;
    }
    return as(Double.class, "a number");
  }

  /** A whole number of 32 bits. */
  public Integer int32() {
    Long number = whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    return number == null ? null : number.intValue();
  }

  /** A whole number of 64 bits. */
  public Long int64() {
    return whole(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Some clients write whole numbers as 5.0, so a fraction of zero is no fraction. */
  private Long whole(long least, long most) {
    Object number = value;
    if (number instanceof Double real && real == Math.rint(real) && Math.abs(real) < 0x1p63) {
      number = real.longValue();
    }
    boolean beyond = number instanceof Long whole && (whole < least || whole > most);
    if (beyond || number instanceof BigInteger) {
      throw invalid("must be between %d and %d".formatted(least, most));
    }
    if (number != null && !(number instanceof Long)) {
      throw wrongType("an integer");
    }
    return (Long) number;
  }

  /** An object as it was sent, in key order. */
  @SuppressWarnings("unchecked") // JsonReader makes no other maps
  public Map<String, Object> object() {
    return as(Map.class, "an object");
  }

  public boolean isString() {
    return value instanceof String;
  }

  public boolean isObject() {
    return value instanceof Map;
  }

  public boolean isList() {
    return value instanceof List;
  }

  public boolean isNumber() {
    return value instanceof Number;
  }

  /** The elements of this list, or null. */
  public List<JsonField> elements() {
    List<?> list = as(List.class, "a list");
    if (list == null) {
      return null;
    }
    List<JsonField> elements = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      elements.add(new JsonField(path + "[" + i + "]", list.get(i), true));
    }
    return elements;
  }

  /** A list of strings, or null. */
  public List<String> strings() {
    List<JsonField> elements = elements();
    return elements == null
        ? null
        : elements.stream().map(element -> element.required("a string").string()).toList();
  }

  /** A list of 32-bit integers, or null. */
  public List<Integer> integers() {
    List<JsonField> elements = elements();
    return elements == null
        ? null
        : elements.stream().map(element -> element.required("an integer").int32()).toList();
  }

  /** A refusal of what was sent here; {@code problem} continues "'path' …". */
  public ServingException invalid(String problem) {
    return new ServingException(ErrorCode.INVALID_VALUE, "'%s' %s.".formatted(path, problem), path);
  }

  /** A refusal because the type is wrong. */
  public ServingException wrongType(String expected) {
    return invalid("must be %s, but is %s".formatted(expected, describe(value)));
  }

  private <T> T as(Class<T> type, String expected) {
    if (value != null && !type.isInstance(value)) {
      throw wrongType(expected);
    }
    return type.cast(value);
  }

  private static String describe(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String) {
      return "a string";
    }
    if (value instanceof Boolean) {
      return "a boolean";
    }
    if (value instanceof Double) {
      return "a number with a fraction or an exponent";
    }
    if (value instanceof Number) {
      return "an integer";
    }
    return value instanceof List ? "a list" : "an object";
  }
}
