// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Filters that make text of text. */
final class TextFilters {
  private static final Pattern WORD_BEGINNING = Pattern.compile("([-\\s({\\[<]+)");
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  private TextFilters() {}

  static void register(Map<String, Filters.Filter> all) {
    plain(all, "upper", text -> text.toUpperCase(Locale.ROOT));
    plain(all, "lower", text -> text.toLowerCase(Locale.ROOT));
    plain(all, "capitalize", PythonText::capitalize);
    plain(all, "title", TextFilters::title);
    plain(all, "escape", TextFilters::escape);
    plain(all, "e", TextFilters::escape);
    plain(all, "forceescape", TextFilters::escape);
    plain(all, "urlencode", TextFilters::urlEncode);
    all.put(
        "wordcount",
        (value, arguments, rendering) ->
            WORD.matcher(Printer.text(value, rendering)).results().count());
    all.put("trim", TextFilters::trim);
    all.put("replace", TextFilters::replace);
    all.put("indent", TextFilters::indent);
    all.put("center", TextFilters::center);
    all.put("truncate", TextFilters::truncate);
    all.put("format", TextFilters::format);
  }

  private static void plain(
      Map<String, Filters.Filter> all, String name, UnaryOperator<String> action) {
    all.put(name, (value, arguments, rendering) -> action.apply(Printer.text(value, rendering)));
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    var matcher = WORD_BEGINNING.matcher(text);
    while (matcher.find()) {
      out.append(PythonText.capitalize(text.substring(from, matcher.start())));
      out.append(matcher.group());
      from = matcher.end();
    }
    return out.append(PythonText.capitalize(text.substring(from))).toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static String urlEncode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~")
        .replace("%2F", "/");
  }

  private static Object trim(Object value, Arguments arguments, Rendering rendering) {
    String characters = arguments.bind("trim", 0, "chars").text(0, null);
    return PythonText.strip(Printer.text(value, rendering), characters, true, true);
  }

  private static Object replace(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("replace", 2, "old", "new", "count");
    return StringMethods.replace(
        Printer.text(value, rendering),
        Printer.text(bound.get(0), rendering),
        Printer.text(bound.get(1), rendering),
        bound.integer(2, -1),
        rendering);
  }

  private static Object indent(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("indent", 0, "width", "first", "blank");
    String indentation;
    if (bound.get(0) instanceof String text) {
      indentation = text;
    } else {
      long width = Math.max(0, bound.integer(0, 4));
      rendering.text(width);
      indentation = " ".repeat((int) width);
    }
    boolean blank = bound.flag(2, false);
    requireText(value, "unsupported operand type(s) for +=: '%s' and 'str'");
    List<String> lines = StringSplitting.lines(Printer.text(value, rendering) + "\n", false);
    Output out = new Output(rendering);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean indented = i == 0 ? bound.flag(1, false) : blank || !line.isEmpty();
      out.append(i == 0 ? "" : "\n").append(indented ? indentation : "").append(line);
    }
    return out.toString();
  }

  private static void requireText(Object value, String failure) {
    Values.requireDefined(value);
    if (!(value instanceof String)) {
      throw JinjaException.failure(String.format(failure, Values.typeName(value)));
    }
  }

  private static Object center(Object value, Arguments arguments, Rendering rendering) {
    long width = arguments.bind("center", 0, "width").integer(0, 80);
    return Padding.pad(Printer.text(value, rendering), width, " ", Padding.Side.CENTER, rendering);
  }

  private static Object truncate(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
    long length = bound.integer(0, 255);
    String end = bound.text(2, "...");
    if (length < PythonText.length(end)) {
      throw JinjaException.failure("expected length >= " + PythonText.length(end));
    }
    if (Values.length(value) <= length + bound.integer(3, 5)) {
      return value;
    }
    requireText(value, "can only concatenate %s (not \"str\") to list");
    String text = Printer.text(value, rendering);
    String cut = text.substring(0, PythonText.offset(text, length - PythonText.length(end)));
    int space = bound.flag(1, false) ? -1 : cut.lastIndexOf(' ');
    return (space < 0 ? cut : cut.substring(0, space)) + end;
  }

  private static Object format(Object value, Arguments arguments, Rendering rendering) {
    if (!arguments.named().isEmpty() && !arguments.positional().isEmpty()) {
      throw JinjaException.failure(
          "can't handle positional and keyword arguments at the same time");
    }
    Object values =
        arguments.named().isEmpty()
            ? new Tuple(new ArrayList<>(arguments.positional()))
            : arguments.named();
    return Formatting.percent(Printer.text(value, rendering), values, rendering);
  }
}
