// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Attributes, items and slices. There is no reflection: a value has what is listed here. */
final class Access {
  private static final Set<String> CHANGING_A_LIST =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
  private static final Set<String> CHANGING_A_DICT =
      Set.of("clear", "pop", "popitem", "setdefault", "update");

  private Access() {}

  record Attribute(Expression owner, String name) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      return attribute(owner.evaluate(scope), name);
    }
  }

  record Item(Expression owner, Expression index) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      return item(owner.evaluate(scope), index.evaluate(scope));
    }
  }

  record Slice(Expression owner, Expression start, Expression stop, Expression step)
      implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Object value = owner.evaluate(scope);
      if (value instanceof Undefined undefined) {
        throw undefined.used();
      }
      Object result =
          slice(value, evaluate(start, scope), evaluate(stop, scope), evaluate(step, scope));
      return scope.rendering().accounted(result);
    }

    private static Object evaluate(Expression bound, Scope scope) {
      return bound == null ? null : bound.evaluate(scope);
    }
  }

  /** {@code owner.name}: an attribute of its type, else an item. */
  static Object attribute(Object owner, String name) {
    if (owner instanceof Attributed attributed) {
      return attributed.attribute(name);
    }
    Object own = ownAttribute(owner, name);
    if (own != null) {
      return own;
    }
    if (owner instanceof Map<?, ?> map && map.containsKey(name)) {
      return map.get(name);
    }
    return Undefined.attribute(owner, name);
  }

  /** {@code owner[index]}: an item, else an attribute of its type. */
  static Object item(Object owner, Object index) {
    if (owner instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (owner instanceof Map<?, ?> map && isScalar(index) && map.containsKey(index)) {
      return map.get(index);
    }
    if (index instanceof String name) {
      return attribute(owner, name);
    }
    if (PythonNumbers.isInteger(index)) {
      BigInteger wide = PythonNumbers.big(index);
      Object found = wide.bitLength() < Integer.SIZE ? element(owner, wide.intValue()) : null;
      return found == null ? Undefined.item(owner, wide.toString()) : ((Found) found).value();
    }
    return Undefined.item(owner, index instanceof String ? (String) index : Values.typeName(index));
  }

  /** Hashing a list could take forever: it may hold another one many times over. */
  private static boolean isScalar(Object index) {
    return index == null || index instanceof String || PythonNumbers.isNumber(index);
  }

  private record Found(Object value) {}

  private static Object element(Object owner, int index) {
    if (owner instanceof List<?> list) {
      int position = index < 0 ? index + list.size() : index;
      return position >= 0 && position < list.size() ? new Found(list.get(position)) : null;
    }
    if (owner instanceof String text) {
      int length = PythonText.length(text);
      int position = index < 0 ? index + length : index;
      return position >= 0 && position < length
          ? new Found(Character.toString(text.codePointAt(PythonText.offset(text, position))))
          : null;
    }
    return null;
  }

  /** What Python's {@code getattr} finds, or null. */
  private static Object ownAttribute(Object owner, String name) {
    if (owner instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (name.startsWith("__") && name.endsWith("__")) {
      return Undefined.unsafe(owner, name);
    }
    if (owner instanceof String text) {
      return StringMethods.find(text, name);
    }
    if (owner instanceof List<?> list) {
      return CHANGING_A_LIST.contains(name) && !(list instanceof Tuple)
          ? Undefined.unsafe(owner, name)
          : CollectionMethods.find(list, name);
    }
    if (owner instanceof Map<?, ?> map) {
      return CHANGING_A_DICT.contains(name)
          ? Undefined.unsafe(owner, name)
          : CollectionMethods.find(map, name);
    }
    return null;
  }

  private static Object slice(Object owner, Object start, Object stop, Object step) {
    boolean text = owner instanceof String;
    if (!text && !(owner instanceof List)) {
      throw JinjaException.failure(
          owner instanceof Map
              ? "unhashable type: 'slice'"
              : "'" + Values.typeName(owner) + "' object is not subscriptable");
    }
    int[] codePoints = text ? ((String) owner).codePoints().toArray() : null;
    List<?> list = text ? null : (List<?>) owner;
    SliceRange range = SliceRange.of(text ? codePoints.length : list.size(), start, stop, step);
    if (text) {
      StringBuilder out = new StringBuilder();
      range.forEach(i -> out.appendCodePoint(codePoints[i]));
      return out.toString();
    }
    List<Object> items = new ArrayList<>();
    range.forEach(i -> items.add(list.get(i)));
    return owner instanceof Tuple ? new Tuple(items) : items;
  }
}
