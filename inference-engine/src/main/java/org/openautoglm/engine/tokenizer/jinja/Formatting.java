// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code %} operator of strings and {@code str.format}. */
final class Formatting {
  private static final Pattern CONVERSION =
      Pattern.compile("%(?:\\(([^)]*)\\))?([-+ 0#]*)(\\d*)(?:\\.(\\d*))?[hlL]?(.)", Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile("\\{\\{|\\}\\}|\\{([^{}:!]*)(?:!([rs]))?(?::([^{}]*))?\\}");
  private static final Pattern PATH = Pattern.compile("\\.(\\w+)|\\[([^\\]]+)\\]");

  private Formatting() {}

  /** {@code format % values}. */
  static String percent(String format, Object values, Rendering rendering) {
    Output out = new Output(rendering);
    Matcher matcher = CONVERSION.matcher(format);
    List<?> tuple = values instanceof Tuple items ? items : Tuple.of(values);
    int used = 0;
    int from = 0;
    while (matcher.find(from)) {
      out.append(format.substring(from, matcher.start()));
      from = matcher.end();
      if (matcher.group(5).equals("%")) {
        out.append("%");
        continue;
      }
      Object value;
      if (matcher.group(1) != null) {
        value = lookUp(values, matcher.group(1));
      } else if (used < tuple.size()) {
        value = tuple.get(used++);
      } else {
        throw JinjaException.failure("not enough arguments for format string");
      }
      out.append(convert(matcher, value, rendering));
    }
    if (format.indexOf('%', from) >= 0) {
      throw JinjaException.failure("incomplete format");
    }
    boolean mapping = values instanceof Map || (values instanceof List && tuple != values);
    if (!mapping && used < tuple.size()) {
      throw JinjaException.failure("not all arguments converted during string formatting");
    }
    return out.append(format.substring(from)).toString();
  }

  private static Object lookUp(Object values, String key) {
    if (values instanceof Map<?, ?> map && map.containsKey(key)) {
      return map.get(key);
    }
    throw JinjaException.failure("format requires a mapping with the key '" + key + "'");
  }

  private static String convert(Matcher matcher, Object value, Rendering rendering) {
    String flags = matcher.group(2);
    FormatSpec spec =
        new FormatSpec(
            ' ',
            flags.contains("-") ? '<' : flags.contains("0") ? '=' : '>',
            flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-',
            FormatSpec.number(matcher.group(3), 0),
            FormatSpec.number(matcher.group(4), matcher.group(4) == null ? -1 : 0),
            matcher.group(5).charAt(0));
    return switch (spec.type()) {
      case 's' -> spec.text(Printer.text(value, rendering), rendering);
      case 'r', 'a' -> spec.text(Printer.repr(value, rendering), rendering);
      case 'c' ->
          spec.text(
              value instanceof Long code
                  ? Character.toString(code.intValue())
                  : Printer.text(value, rendering),
              rendering);
      default -> spec.numeric(value, rendering);
    };
  }

  /** {@code str.format}. */
  static Object format(String self, Arguments arguments, Rendering rendering) {
    Output out = new Output(rendering);
    Matcher matcher = FIELD.matcher(self);
    int automatic = 0;
    int from = 0;
    while (matcher.find(from)) {
      out.append(plain(self, from, matcher.start()));
      from = matcher.end();
      if (matcher.group().equals("{{") || matcher.group().equals("}}")) {
        out.append(matcher.group().substring(1));
        continue;
      }
      String field = matcher.group(1);
      boolean unnamed = field.isEmpty() || field.charAt(0) == '.' || field.charAt(0) == '[';
      Object value = resolve(unnamed ? automatic++ + field : field, arguments);
      if ("r".equals(matcher.group(2))) {
        value = Printer.repr(value, rendering);
      }
      out.append(formatted(value, matcher.group(3), rendering));
    }
    return out.append(plain(self, from, self.length())).toString();
  }

  private static String plain(String format, int from, int to) {
    String text = format.substring(from, to);
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw JinjaException.failure("Single '{' or '}' encountered in format string");
    }
    return text;
  }

  private static String formatted(Object value, String spec, Rendering rendering) {
    if (spec == null || spec.isEmpty()) {
      return Printer.text(value, rendering);
    }
    FormatSpec parsed = FormatSpec.parse(spec, PythonNumbers.isNumber(value));
    return PythonNumbers.isNumber(value) && parsed.type() != 's'
        ? parsed.numeric(value, rendering)
        : parsed.text(Printer.text(value, rendering), rendering);
  }

  private static Object resolve(String field, Arguments arguments) {
    Matcher first = Pattern.compile("^[^.\\[]+").matcher(field);
    String name = first.find() ? first.group() : field;
    Object value;
    if (name.matches("\\d{1,6}")) {
      int index = Integer.parseInt(name);
      if (index >= arguments.positional().size()) {
        throw JinjaException.failure(
            "Replacement index " + index + " out of range for positional args tuple");
      }
      value = arguments.positional().get(index);
    } else if (arguments.named().containsKey(name)) {
      value = arguments.named().get(name);
    } else {
      throw JinjaException.failure("format() is missing the argument '" + name + "'");
    }
    Matcher path = PATH.matcher(field);
    while (path.find()) {
      String key = path.group(2);
      value =
          key == null
              ? Access.attribute(value, path.group(1))
              : Access.item(value, key.matches("\\d{1,6}") ? (Object) Long.parseLong(key) : key);
    }
    return value;
  }
}
