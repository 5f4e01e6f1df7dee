// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** The methods of {@code str} that look for something; positions count code points. */
final class StringSearch {

  private StringSearch() {}

  static void register(Map<String, StringMethods.Method> all) {
    affix(all, "startswith", String::startsWith);
    affix(all, "endswith", String::endsWith);
    find(all, "find", false, false);
    find(all, "rfind", true, false);
    find(all, "index", false, true);
    find(all, "rindex", true, true);
    all.put("count", StringSearch::count);
  }

  private static void affix(
      Map<String, StringMethods.Method> all, String name, BiPredicate<String, String> matches) {
    all.put(
        name,
        (self, arguments, rendering) -> {
          Arguments.Bound bound = arguments.bind(name, 1, "prefix", "start", "end");
          Part part = Part.of(self, bound);
          if (part == null) {
            return false;
          }
          if (bound.get(0) instanceof Tuple tuple) {
            return tuple.stream()
                .anyMatch(each -> each instanceof String text && matches.test(part.text(), text));
          }
          return matches.test(part.text(), required(bound, name));
        });
  }

  private static String required(Arguments.Bound bound, String name) {
    String text = bound.text(0, null);
    if (text == null) {
      throw JinjaException.failure(name + "() argument must be str, not NoneType");
    }
    return text;
  }

  private static void find(
      Map<String, StringMethods.Method> all, String name, boolean last, boolean mustExist) {
    all.put(
        name,
        (self, arguments, rendering) -> {
          Arguments.Bound bound = arguments.bind(name, 1, "sub", "start", "end");
          Part part = Part.of(self, bound);
          String wanted = required(bound, name);
          int at =
              part == null
                  ? -1
                  : last ? part.text().lastIndexOf(wanted) : part.text().indexOf(wanted);
          if (at < 0 && mustExist) {
            throw JinjaException.failure("substring not found");
          }
          return at < 0 ? -1L : part.start() + part.text().codePointCount(0, at);
        });
  }

  private static Object count(String self, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("count", 1, "sub", "start", "end");
    Part part = Part.of(self, bound);
    String wanted = required(bound, "count");
    if (part == null) {
      return 0L;
    }
    if (wanted.isEmpty()) {
      return (long) PythonText.length(part.text()) + 1;
    }
    long count = 0;
    int from = 0;
    for (int at = part.text().indexOf(wanted); at >= 0; at = part.text().indexOf(wanted, from)) {
      count++;
      from = at + wanted.length();
    }
    return count;
  }

  /**
   * The part of a string that arguments 1 and 2 select.
   *
   * @param start where it begins, in code points
   */
  private record Part(String text, long start) {

    /** Null when the part begins beyond the end, where not even the empty string is found. */
    static Part of(String self, Arguments.Bound bound) {
      if (bound.get(1) == null && bound.get(2) == null) {
        return new Part(self, 0);
      }
      int length = PythonText.length(self);
      long start = bound.integer(1, 0);
      start = start < 0 ? Math.max(0, start + length) : start;
      long end = bound.integer(2, length);
      end = end < 0 ? Math.max(0, end + length) : Math.min(end, length);
      if (start > end) {
        return null;
      }
      String text = self.substring(PythonText.offset(self, start), PythonText.offset(self, end));
      return new Part(text, start);
    }
  }

  /** The pieces of a string before, at and after a separator. */
  static List<Object> partition(String self, String separator, int at, boolean last) {
    if (separator.isEmpty()) {
      throw JinjaException.failure("empty separator");
    }
    if (at < 0) {
      return last ? Tuple.of("", "", self) : Tuple.of(self, "", "");
    }
    return Tuple.of(self.substring(0, at), separator, self.substring(at + separator.length()));
  }
}
