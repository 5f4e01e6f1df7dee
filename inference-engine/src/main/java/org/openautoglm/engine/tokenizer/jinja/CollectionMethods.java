// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods of lists, tuples and dicts that change nothing. */
final class CollectionMethods {

  private CollectionMethods() {}

  /** The method of a list or tuple, or null. */
  static Function find(List<?> list, String name) {
    return switch (name) {
      case "count" ->
          (rendering, arguments) -> {
            Object item = arguments.bind(name, 1, "value").get(0);
            return list.stream().filter(each -> Values.equal(each, item, rendering)).count();
          };
      case "index" ->
          (rendering, arguments) -> {
            Object item = arguments.bind(name, 1, "value").get(0);
            for (int i = 0; i < list.size(); i++) {
              if (Values.equal(list.get(i), item, rendering)) {
                return (long) i;
              }
            }
            throw JinjaException.failure(Printer.repr(item, rendering) + " is not in list");
          };
      case "copy" -> list instanceof Tuple ? null : (rendering, arguments) -> new ArrayList<>(list);
      default -> null;
    };
  }

  /** The method of a dict, or null. */
  static Function find(Map<?, ?> map, String name) {
    return switch (name) {
      case "items" ->
          (rendering, arguments) -> {
            arguments.bind(name, 0);
            return items(map);
          };
      case "keys" -> (rendering, arguments) -> new ArrayList<>(map.keySet());
      case "values" -> (rendering, arguments) -> new ArrayList<>(map.values());
      case "get" ->
          (rendering, arguments) -> {
            if (!arguments.named().isEmpty()) {
              throw JinjaException.failure("dict.get() takes no keyword arguments");
            }
            Arguments.Bound bound = arguments.bind(name, 1, "key", "default");
            Object key = Values.key(bound.get(0));
            return map.containsKey(key) ? map.get(key) : bound.get(1);
          };
      case "copy" -> (rendering, arguments) -> new LinkedHashMap<>(map);
      default -> null;
    };
  }

  /** The entries of a dict as tuples. */
  static List<Object> items(Map<?, ?> map) {
    List<Object> items = new ArrayList<>(map.size());
    map.forEach((key, value) -> items.add(Tuple.of(key, value)));
    return items;
  }
}
