// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Filters that order, cut and join sequences. */
final class SequenceFilters {

  private SequenceFilters() {}

  static void register(Map<String, Filters.Filter> all) {
    all.put("list", (value, arguments, rendering) -> copy(value, rendering));
    all.put("first", SequenceFilters::first);
    all.put("last", SequenceFilters::last);
    all.put("join", SequenceFilters::join);
    all.put("reverse", SequenceFilters::reverse);
    all.put("items", SequenceFilters::items);
    all.put("sort", SequenceFilters::sort);
    all.put("dictsort", SequenceFilters::dictSort);
    all.put("unique", SequenceFilters::unique);
    all.put("min", (value, arguments, rendering) -> extreme("min", value, arguments, rendering));
    all.put("max", (value, arguments, rendering) -> extreme("max", value, arguments, rendering));
    all.put("sum", SequenceFilters::sum);
    all.put("batch", SequenceFilters::batch);
    all.put("slice", SequenceFilters::slice);
  }

  private static List<Object> copy(Object value, Rendering rendering) {
    return new ArrayList<>(Values.iterate(value, rendering));
  }

  private static Object first(Object value, Arguments arguments, Rendering rendering) {
    List<Object> items = Values.iterate(value, rendering);
    return items.isEmpty() ? new Undefined("No first item, sequence was empty.") : items.get(0);
  }

  private static Object last(Object value, Arguments arguments, Rendering rendering) {
    List<Object> items = Values.iterate(value, rendering);
    return items.isEmpty()
        ? new Undefined("No last item, sequence was empty.")
        : items.get(items.size() - 1);
  }

  private static Object join(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("join", 0, "d", "attribute");
    List<String> parts = new ArrayList<>();
    for (Object item : Values.iterate(value, rendering)) {
      Object part = bound.get(1) == null ? item : AttributePath.get(item, bound.get(1));
      parts.add(Printer.text(part, rendering));
    }
    String separator = bound.get(0) == null ? "" : Printer.text(bound.get(0), rendering);
    return StringMethods.join(separator, parts, rendering);
  }

  private static Object reverse(Object value, Arguments arguments, Rendering rendering) {
    if (value instanceof String text) {
      int[] codePoints = text.codePoints().toArray();
      StringBuilder out = new StringBuilder(text.length());
      for (int i = codePoints.length - 1; i >= 0; i--) {
        out.appendCodePoint(codePoints[i]);
      }
      return out.toString();
    }
    List<Object> items = copy(value, rendering);
    Collections.reverse(items);
    return items;
  }

  private static Object items(Object value, Arguments arguments, Rendering rendering) {
    if (value instanceof Undefined) {
      return List.of();
    }
    if (value instanceof Map<?, ?> map) {
      return CollectionMethods.items(map);
    }
    throw JinjaException.failure("Can only get item pairs from a mapping.");
  }

  private static Object sort(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
    boolean exact = bound.flag(1, false);
    List<Object> items = copy(value, rendering);
    Comparator<Object> order =
        (a, b) ->
            Values.compare(
                "<",
                sortKey(a, bound.get(2), exact, rendering),
                sortKey(b, bound.get(2), exact, rendering),
                rendering);
    items.sort(bound.flag(0, false) ? order.reversed() : order);
    return items;
  }

  /** Several attributes separated by commas sort by the first, then the second, and so on. */
  private static Object sortKey(Object item, Object attribute, boolean exact, Rendering rendering) {
    rendering.work(1);
    if (attribute instanceof String names && names.contains(",")) {
      List<Object> keys = new ArrayList<>();
      for (String name : names.split(",")) {
        keys.add(folded(AttributePath.get(item, name), exact));
      }
      return keys;
    }
    return folded(attribute == null ? item : AttributePath.get(item, attribute), exact);
  }

  private static Object folded(Object value, boolean exact) {
    return !exact && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
  }

  private static Object dictSort(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
    int by =
        switch (bound.text(1, "key")) {
          case "key" -> 0;
          case "value" -> 1;
          default ->
              throw JinjaException.failure("You can only sort by either \"key\" or \"value\"");
        };
    if (!(value instanceof Map<?, ?> map)) {
      Values.requireDefined(value);
      throw JinjaException.failure(
          "'" + Values.typeName(value) + "' object has no attribute 'items'");
    }
    boolean exact = bound.flag(0, false);
    List<Object> entries = CollectionMethods.items(map);
    Comparator<Object> order =
        (a, b) ->
            Values.compare(
                "<",
                folded(((Tuple) a).get(by), exact),
                folded(((Tuple) b).get(by), exact),
                rendering);
    entries.sort(bound.flag(2, false) ? order.reversed() : order);
    return entries;
  }

  private static Object unique(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("unique", 0, "case_sensitive", "attribute");
    Set<Object> seen = new HashSet<>();
    List<Object> unique = new ArrayList<>();
    for (Object item : Values.iterate(value, rendering)) {
      if (seen.add(Values.key(sortKey(item, bound.get(1), bound.flag(0, false), rendering)))) {
        unique.add(item);
      }
    }
    return unique;
  }

  private static Object extreme(
      String name, Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind(name, 0, "case_sensitive", "attribute");
    int sign = name.equals("min") ? -1 : 1;
    boolean exact = bound.flag(0, false);
    Object best = null;
    Object bestKey = null;
    List<Object> items = Values.iterate(value, rendering);
    for (int i = 0; i < items.size(); i++) {
      Object key = sortKey(items.get(i), bound.get(1), exact, rendering);
      if (i == 0 || Values.compare("<", key, bestKey, rendering) * sign > 0) {
        best = items.get(i);
        bestKey = key;
      }
    }
    return items.isEmpty() ? new Undefined("No aggregated item, sequence was empty.") : best;
  }

  private static Object sum(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("sum", 0, "attribute", "start");
    Object total = bound.has(1) ? bound.get(1) : (Object) 0L;
    for (Object item : Values.iterate(value, rendering)) {
      Object addend = bound.get(0) == null ? item : AttributePath.get(item, bound.get(0));
      total = Operations.apply("+", total, addend, rendering);
    }
    return total;
  }

  private static Object batch(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("batch", 1, "linecount", "fill_with");
    int size = positive(bound.integer(0, 1));
    List<Object> items = Values.iterate(value, rendering);
    List<Object> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      List<Object> batch =
          new ArrayList<>(items.subList(from, (int) Math.min((long) from + size, items.size())));
      if (bound.get(1) != null) {
        rendering.list(size);
        batch.addAll(Collections.nCopies(size - batch.size(), bound.get(1)));
      }
      batches.add(batch);
      if (items.size() - from <= size) {
        break;
      }
    }
    return batches;
  }

  private static Object slice(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("slice", 1, "slices", "fill_with");
    int count = positive(bound.integer(0, 1));
    rendering.list(count);
    List<Object> items = Values.iterate(value, rendering);
    int size = items.size() / count;
    int longer = items.size() % count;
    List<Object> slices = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int to = from + size + (i < longer ? 1 : 0);
      List<Object> slice = new ArrayList<>(items.subList(from, to));
      if (bound.get(1) != null && i >= longer) {
        slice.add(bound.get(1));
      }
      slices.add(slice);
      from = to;
    }
    return slices;
  }

  private static int positive(long value) {
    if (value <= 0 || value > Integer.MAX_VALUE) {
      throw JinjaException.failure("a positive number is needed, not " + value);
    }
    return (int) value;
  }
}
