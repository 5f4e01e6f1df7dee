// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** The methods of {@code str}. */
final class StringMethods {

  /** A method before it is bound to its string. */
  @FunctionalInterface
  interface Method {

    Object call(String self, Arguments arguments, Rendering rendering);
  }

  private static final Map<String, Method> ALL = register();

  private StringMethods() {}

  /** The method of a string, or null. */
  static Function find(String self, String name) {
    Method method = ALL.get(name);
    if (method == null) {
      return null;
    }
    return (rendering, arguments) -> {
      rendering.text(self.length());
      return method.call(self, arguments, rendering);
    };
  }

  private static Map<String, Method> register() {
    Map<String, Method> all = new TreeMap<>();
    plain(all, "upper", text -> text.toUpperCase(Locale.ROOT));
    plain(all, "lower", text -> text.toLowerCase(Locale.ROOT));
    plain(all, "casefold", text -> text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    plain(all, "title", PythonText::title);
    plain(all, "capitalize", PythonText::capitalize);
    plain(all, "swapcase", StringMethods::swapCase);
    strip(all, "strip", true, true);
    strip(all, "lstrip", true, false);
    strip(all, "rstrip", false, true);
    all.put(
        "removeprefix",
        (self, arguments, rendering) -> {
          String prefix = arguments.bind("removeprefix", 1, "prefix").text(0, "");
          return self.startsWith(prefix) ? self.substring(prefix.length()) : self;
        });
    all.put(
        "removesuffix",
        (self, arguments, rendering) -> {
          String suffix = arguments.bind("removesuffix", 1, "suffix").text(0, "");
          return self.endsWith(suffix) ? self.substring(0, self.length() - suffix.length()) : self;
        });
    all.put("replace", StringMethods::replace);
    all.put("join", StringMethods::join);
    all.put("format", Formatting::format);
    all.put(
        "zfill",
        (self, arguments, rendering) ->
            Padding.zeroFill(self, arguments.bind("zfill", 1, "width").integer(0, 0), rendering));
    for (Padding.Side side : Padding.Side.values()) {
      all.put(
          side.method(),
          (self, arguments, rendering) -> {
            Arguments.Bound bound = arguments.bind(side.method(), 1, "width", "fillchar");
            return Padding.pad(self, bound.integer(0, 0), bound.text(1, " "), side, rendering);
          });
    }
    predicates(all);
    StringSearch.register(all);
    StringSplitting.register(all);
    return all;
  }

  private static void predicates(Map<String, Method> all) {
    every(all, "isdigit", Character::isDigit);
    every(all, "isdecimal", Character::isDigit);
    every(
        all,
        "isnumeric",
        c ->
            Character.isDigit(c)
                || Character.getType(c) == Character.OTHER_NUMBER
                || Character.getType(c) == Character.LETTER_NUMBER);
    every(all, "isalpha", Character::isLetter);
    every(all, "isalnum", Character::isLetterOrDigit);
    every(all, "isspace", PythonText::isSpace);
    every(all, "isascii", c -> c < 0x80);
    cased(all, "isupper", Character::isLowerCase);
    cased(all, "islower", Character::isUpperCase);
    all.put(
        "istitle",
        (self, arguments, rendering) ->
            self.codePoints().anyMatch(PythonText::isCased) && PythonText.title(self).equals(self));
  }

  private static void plain(Map<String, Method> all, String name, UnaryOperator<String> action) {
    all.put(
        name,
        (self, arguments, rendering) -> {
          arguments.bind(name, 0);
          return action.apply(self);
        });
  }

  private static void strip(Map<String, Method> all, String name, boolean left, boolean right) {
    all.put(
        name,
        (self, arguments, rendering) ->
            PythonText.strip(self, arguments.bind(name, 0, "chars").text(0, null), left, right));
  }

  private static void every(Map<String, Method> all, String name, IntPredicate predicate) {
    all.put(
        name,
        (self, arguments, rendering) ->
            (!self.isEmpty() || name.equals("isascii")) && self.codePoints().allMatch(predicate));
  }

  private static void cased(Map<String, Method> all, String name, IntPredicate forbidden) {
    all.put(
        name,
        (self, arguments, rendering) ->
            self.codePoints().anyMatch(PythonText::isCased)
                && self.codePoints().noneMatch(c -> forbidden.test(c) || Character.isTitleCase(c)));
  }

  private static String swapCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              String character = Character.toString(c);
              out.append(
                  Character.isUpperCase(c)
                      ? character.toLowerCase(Locale.ROOT)
                      : character.toUpperCase(Locale.ROOT));
            });
    return out.toString();
  }

  private static Object replace(String self, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("replace", 2, "old", "new", "count");
    return replace(self, bound.text(0, ""), bound.text(1, ""), bound.integer(2, -1), rendering);
  }

  static String replace(String self, String old, String with, long count, Rendering rendering) {
    Output out = new Output(rendering);
    int from = 0;
    long done = 0;
    if (old.isEmpty()) {
      return interleave(self, with, count, out);
    }
    for (int at = self.indexOf(old);
        at >= 0 && (count < 0 || done < count);
        at = self.indexOf(old, from)) {
      out.append(self.substring(from, at)).append(with);
      from = at + old.length();
      done++;
    }
    return done == 0 ? self : out.append(self.substring(from)).toString();
  }

  private static String interleave(String self, String with, long count, Output out) {
    long left = count < 0 ? Long.MAX_VALUE : count;
    for (int i = 0; i < self.length(); ) {
      if (left-- > 0) {
        out.append(with);
      }
      int c = self.codePointAt(i);
      out.append(Character.toString(c));
      i += Character.charCount(c);
    }
    return left > 0 ? out.append(with).toString() : out.toString();
  }

  private static Object join(String self, Arguments arguments, Rendering rendering) {
    List<String> parts = new ArrayList<>();
    Object items = arguments.bind("join", 1, "iterable").get(0);
    if (!Values.isIterable(items)) {
      throw JinjaException.failure("can only join an iterable");
    }
    for (Object item : Values.iterate(items, rendering)) {
      if (!(item instanceof String part)) {
        throw JinjaException.failure(
            String.format(
                "sequence item %d: expected str instance, %s found",
                parts.size(), Values.typeName(item)));
      }
      parts.add(part);
    }
    return join(self, parts, rendering);
  }

  static String join(String separator, List<String> parts, Rendering rendering) {
    Output out = new Output(rendering);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.append(separator);
      }
      out.append(parts.get(i));
    }
    return out.toString();
  }
}
