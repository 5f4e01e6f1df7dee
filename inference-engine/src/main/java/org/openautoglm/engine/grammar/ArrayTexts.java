// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The texts of arrays that keep to a schema without references and alternatives. */
final class ArrayTexts {
  private static final int REMEMBERED = 64;

  private final JsonSchema schema;
  private final List<?> first;
  private final Object others;
  private final Text[] made = new Text[REMEMBERED];
  private final int least;
  private final int most;

  ArrayTexts(JsonSchema schema, Map<Object, Object> keywords) {
    this.schema = schema;
    first = keywords.get("prefixItems") instanceof List<?> list ? list : List.of();
    Object items = keywords.get("items");
    others = items == null ? Boolean.TRUE : items;
    least = whole(keywords.get("minItems"), 0);
    int listed = Boolean.FALSE.equals(others) ? first.size() : Integer.MAX_VALUE;
    most = Math.min(listed, whole(keywords.get("maxItems"), Integer.MAX_VALUE));
  }

  private static int whole(Object value, int otherwise) {
    return value instanceof Number number
        ? (int) Math.max(0, Math.min(Integer.MAX_VALUE, number.doubleValue()))
        : otherwise;
  }

  Text start() {
    return least > most
        ? Text.NONE
        : Texts.sequence(Choice.of("["), JsonGrammar.BLANKS, new Items(this, 0));
  }

  /** Schemas of items that there must be. */
  List<Object> needed() {
    if (least > most) {
      return List.of(Boolean.FALSE);
    }
    List<Object> needed = new ArrayList<>(first.subList(0, Math.min(least, first.size())));
    if (least > first.size()) {
      needed.add(others);
    }
    return needed;
  }

  private Object item(int index) {
    return index < first.size() ? first.get(index) : others;
  }

  /** Which count is as good as this one: from some on it makes no difference. */
  private int alike(int count) {
    int limit = most == Integer.MAX_VALUE ? least : most;
    return Math.min(count, Math.max(1, Math.max(first.size(), limit)));
  }

  /**
   * The rest of an array.
   *
   * @param count items that were said
   */
  private record Items(ArrayTexts array, int count) implements Text {
    @Override
    public Text after(int symbol) {
      if (symbol == ']' && count >= array.least) {
        return END;
      }
      if (count >= array.most) {
        return null;
      }
      Text item = count == 0 || symbol == ',' ? item() : NONE;
      if (item == NONE) {
        return null;
      }
      return count == 0 ? item.after(symbol) : Texts.sequence(JsonGrammar.BLANKS, item);
    }

    private Text item() {
      Text known = count < REMEMBERED ? array.made[count] : null;
      if (known == null) {
        known =
            Texts.sequence(
                array.schema.text(array.item(count)),
                JsonGrammar.BLANKS,
                new Items(array, array.alike(count + 1)));
        if (count < REMEMBERED) {
          array.made[count] = known;
        }
      }
      return known;
    }

    @Override
    public boolean mayEnd() {
      return false;
    }
  }
}
