// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The texts of objects that keep to a schema without references and alternatives. */
final class ObjectTexts {
  private final JsonSchema schema;
  private final List<String> names = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private final Set<String> required = new LinkedHashSet<>();

  /** Schema of properties that are not listed, or false. */
  private final Object others;

  /** What names may come, by the first that was not passed; made when it is needed. */
  private final Text[] next;

  /** What follows each name; made when it is needed. */
  private final Text[] members;

  ObjectTexts(JsonSchema schema, Map<Object, Object> keywords) {
    this.schema = schema;
    Map<String, Object> properties = new LinkedHashMap<>();
    if (keywords.get("properties") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> properties.put(String.valueOf(name), value));
    }
    if (keywords.get("required") instanceof List<?> list) {
      list.forEach(name -> required.add(String.valueOf(name)));
    }
    Object additional = keywords.get("additionalProperties");
    others = additional == null ? !keywords.containsKey("properties") : additional;
    // those that must be there are there, whether they are described or not
    required.forEach(name -> properties.putIfAbsent(name, Boolean.TRUE));
    properties.forEach(
        (name, value) -> {
          names.add(name);
          values.add(value);
        });
    next = new Text[names.size() + 1];
    members = new Text[names.size()];
  }

  Text start() {
    return Texts.sequence(Choice.of("{"), JsonGrammar.BLANKS, new Members(this, 0, true));
  }

  /** Whether there may be properties that are not listed. */
  boolean isOpen() {
    return !Boolean.FALSE.equals(others);
  }

  /** Schemas of properties that there must be. */
  List<Object> needed() {
    List<Object> needed = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (required.contains(names.get(i))) {
        needed.add(values.get(i));
      }
    }
    return needed;
  }

  /** Whether nothing that must be there is missing. */
  private boolean mayClose(int from) {
    return names.subList(from, names.size()).stream().noneMatch(required::contains);
  }

  /** Two threads may make the same; the texts are equal. */
  private Text next(int from) {
    Text known = next[from];
    if (known == null) {
      known = make(from);
      next[from] = known;
    }
    return known;
  }

  private Text member(int index) {
    Text known = members[index];
    if (known == null) {
      known = member(values.get(index), index + 1);
      members[index] = known;
    }
    return known;
  }

  private Text make(int from) {
    schema.charge(names.size() - from);
    Map<String, Text> listed = new LinkedHashMap<>();
    int at = from;
    boolean passable = true;
    while (passable && at < names.size()) {
      String name = names.get(at);
      boolean must = required.contains(name);
      if (must || schema.isPossible(values.get(at))) {
        listed.put(JsonSchema.json(name), member(at));
      }
      passable = !must;
      at++;
    }
    List<Text> all = new ArrayList<>();
    all.add(Choice.of(listed));
    if (passable && schema.isPossible(others)) {
      Text named = Choice.of(names.stream().map(JsonSchema::json).toList());
      all.add(
          Texts.sequence(
              new OtherName(JsonStringText.START, named == Text.NONE ? null : named),
              member(others, names.size())));
    }
    return Either.of(all);
  }

  private Text member(Object value, int behind) {
    return Texts.sequence(
        Choice.of(":"),
        JsonGrammar.BLANKS,
        schema.text(value),
        JsonGrammar.BLANKS,
        new Members(this, behind, false));
  }

  /**
   * The rest of an object.
   *
   * @param from first of the properties that was not passed
   * @param first whether nothing was said yet
   */
  private record Members(ObjectTexts object, int from, boolean first) implements Text {
    @Override
    public Text after(int symbol) {
      if (symbol == '}') {
        return object.mayClose(from) ? END : null;
      }
      if (first) {
        return object.next(from).after(symbol);
      }
      Text names = symbol == ',' ? object.next(from) : NONE;
      return names == NONE ? null : Texts.sequence(JsonGrammar.BLANKS, names);
    }

    @Override
    public boolean mayEnd() {
      return false;
    }
  }
}
