// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The methods of {@code str} that cut it into pieces. */
final class StringSplitting {

  private StringSplitting() {}

  static void register(Map<String, StringMethods.Method> all) {
    all.put("split", (self, arguments, rendering) -> split("split", self, arguments, rendering));
    all.put("rsplit", (self, arguments, rendering) -> split("rsplit", self, arguments, rendering));
    all.put(
        "splitlines",
        (self, arguments, rendering) ->
            new ArrayList<Object>(
                lines(self, arguments.bind("splitlines", 0, "keepends").flag(0, false))));
    all.put(
        "partition",
        (self, arguments, rendering) -> {
          String separator = arguments.bind("partition", 1, "sep").text(0, "");
          return StringSearch.partition(self, separator, self.indexOf(separator), false);
        });
    all.put(
        "rpartition",
        (self, arguments, rendering) -> {
          String separator = arguments.bind("rpartition", 1, "sep").text(0, "");
          return StringSearch.partition(self, separator, self.lastIndexOf(separator), true);
        });
  }

  private static Object split(String name, String self, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind(name, 0, "sep", "maxsplit");
    String separator = bound.text(0, null);
    long most = bound.integer(1, -1);
    most = most < 0 ? Long.MAX_VALUE : most;
    boolean fromRight = name.equals("rsplit");
    if (separator != null && separator.isEmpty()) {
      throw JinjaException.failure("empty separator");
    }
    List<Object> pieces;
    if (separator == null) {
      pieces = fromRight ? wordsFromRight(self, most) : words(self, most);
    } else {
      pieces = fromRight ? piecesFromRight(self, separator, most) : pieces(self, separator, most);
    }
    rendering.list(pieces.size());
    return pieces;
  }

  private static List<Object> pieces(String self, String separator, long most) {
    List<Object> pieces = new ArrayList<>();
    int from = 0;
    for (int at = self.indexOf(separator);
        at >= 0 && pieces.size() < most;
        at = self.indexOf(separator, from)) {
      pieces.add(self.substring(from, at));
      from = at + separator.length();
    }
    pieces.add(self.substring(from));
    return pieces;
  }

  private static List<Object> piecesFromRight(String self, String separator, long most) {
    List<Object> pieces = new ArrayList<>();
    int to = self.length();
    for (int at = self.lastIndexOf(separator);
        at >= 0 && pieces.size() < most;
        at = self.lastIndexOf(separator, to - separator.length())) {
      pieces.add(self.substring(at + separator.length(), to));
      to = at;
    }
    pieces.add(self.substring(0, to));
    Collections.reverse(pieces);
    return pieces;
  }

  private static List<Object> words(String self, long most) {
    List<Object> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < self.length() && PythonText.isSpace(self.charAt(at))) {
        at++;
      }
      if (at == self.length()) {
        return words;
      }
      if (words.size() >= most) {
        words.add(self.substring(at));
        return words;
      }
      int from = at;
      while (at < self.length() && !PythonText.isSpace(self.charAt(at))) {
        at++;
      }
      words.add(self.substring(from, at));
    }
  }

  private static List<Object> wordsFromRight(String self, long most) {
    List<Object> words = new ArrayList<>();
    int at = self.length();
    while (true) {
      while (at > 0 && PythonText.isSpace(self.charAt(at - 1))) {
        at--;
      }
      if (at == 0) {
        break;
      }
      if (words.size() >= most) {
        words.add(self.substring(0, at));
        break;
      }
      int to = at;
      while (at > 0 && !PythonText.isSpace(self.charAt(at - 1))) {
        at--;
      }
      words.add(self.substring(at, to));
    }
    Collections.reverse(words);
    return words;
  }

  static List<String> lines(String self, boolean keepEnds) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < self.length()) {
      int end = from;
      while (end < self.length() && !PythonText.isLineBreak(self.charAt(end))) {
        end++;
      }
      int next = self.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, self.length());
      lines.add(self.substring(from, keepEnds ? next : end));
      from = next;
    }
    return lines;
  }
}
