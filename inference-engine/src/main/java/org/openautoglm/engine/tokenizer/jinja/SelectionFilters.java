// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Filters that choose, transform and group items. */
final class SelectionFilters {

  private SelectionFilters() {}

  static void register(Map<String, Filters.Filter> all) {
    selection(all, "select", false, true);
    selection(all, "reject", false, false);
    selection(all, "selectattr", true, true);
    selection(all, "rejectattr", true, false);
    all.put("map", SelectionFilters::map);
    all.put("groupby", SelectionFilters::groupBy);
  }

  private static void selection(
      Map<String, Filters.Filter> all, String name, boolean byAttribute, boolean wanted) {
    all.put(
        name,
        (value, arguments, rendering) -> {
          Arguments rest = byAttribute ? arguments.from(1) : arguments;
          Object attribute = byAttribute ? argument(name, arguments) : null;
          List<Object> chosen = new ArrayList<>();
          for (Object item : items(value, rendering)) {
            Object subject = byAttribute ? AttributePath.get(item, attribute) : item;
            if (passes(subject, rest, rendering) == wanted) {
              chosen.add(item);
            }
          }
          return chosen;
        });
  }

  /** These filters ask for truth first, so that anything false counts as empty. */
  private static List<Object> items(Object value, Rendering rendering) {
    return Values.isTrue(value) ? Values.iterate(value, rendering) : List.of();
  }

  private static boolean passes(Object subject, Arguments test, Rendering rendering) {
    rendering.work(1);
    if (test.positional().isEmpty()) {
      return Values.isTrue(subject);
    }
    String name = Printer.text(test.positional().get(0), rendering);
    return Calls.Test.apply(name, subject, test.from(1), rendering);
  }

  private static Object argument(String filter, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw JinjaException.failure(filter + " requires an attribute name");
    }
    return arguments.positional().get(0);
  }

  private static Object map(Object value, Arguments arguments, Rendering rendering) {
    List<Object> mapped = new ArrayList<>();
    if (arguments.positional().isEmpty()) {
      Arguments.Bound bound =
          new Arguments(List.of(), arguments.named()).bind("map", 1, "attribute", "default");
      for (Object item : items(value, rendering)) {
        Object found = AttributePath.get(item, bound.get(0));
        mapped.add(found instanceof Undefined && bound.has(1) ? bound.get(1) : found);
      }
      return mapped;
    }
    String name = Printer.text(arguments.positional().get(0), rendering);
    for (Object item : items(value, rendering)) {
      mapped.add(Calls.Filter.apply(name, item, arguments.from(1), rendering));
    }
    return mapped;
  }

  private static Object groupBy(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("groupby", 1, "attribute", "default", "case_sensitive");
    List<Tuple> keyed = new ArrayList<>();
    for (Object item : Values.iterate(value, rendering)) {
      Object key = AttributePath.get(item, bound.get(0));
      keyed.add(Tuple.of(key instanceof Undefined && bound.has(1) ? bound.get(1) : key, item));
    }
    boolean exact = bound.flag(2, false);
    Comparator<Tuple> order =
        (a, b) -> Values.compare("<", folded(a.get(0), exact), folded(b.get(0), exact), rendering);
    keyed.sort(order);
    List<Object> groups = new ArrayList<>();
    List<Object> members = new ArrayList<>();
    for (int i = 0; i < keyed.size(); i++) {
      if (i == 0 || order.compare(keyed.get(i - 1), keyed.get(i)) != 0) {
        members = new ArrayList<>();
        groups.add(new Group(keyed.get(i).get(0), members));
      }
      members.add(keyed.get(i).get(1));
    }
    return groups;
  }

  private static Object folded(Object value, boolean exact) {
    return !exact && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
  }

  /** One group: a tuple whose items also have names. */
  private static final class Group extends Tuple implements Attributed {

    Group(Object grouper, List<Object> members) {
      super(Arrays.asList(grouper, members));
    }

    @Override
    public Object attribute(String name) {
      return switch (name) {
        case "grouper" -> get(0);
        case "list" -> get(1);
        default -> Undefined.attribute(this, name);
      };
    }
  }
}
