// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON text as the values a conversation is made of. */
public final class JsonValues {

  private JsonValues() {}

  public static Map<String, Object> map(JsonObject object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.entrySet().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
    return map;
  }

  public static Object value(JsonElement element) {
    if (element.isJsonNull()) {
      return null;
    }
    if (element instanceof JsonObject object) {
      return map(object);
    }
    if (element instanceof JsonArray array) {
      List<Object> list = new ArrayList<>();
      array.forEach(item -> list.add(value(item)));
      return list;
    }
    JsonPrimitive primitive = element.getAsJsonPrimitive();
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    String digits = primitive.getAsString();
    return digits.matches("-?\\d+") ? (Object) new BigInteger(digits) : Double.valueOf(digits);
  }
}
