// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code json.dumps} of Python's standard library. */
final class JsonPrinter {
  private final Output out;
  private final Style style;

  /**
   * @param ascii whether characters beyond ASCII are escaped
   * @param indent what one level is indented by, null for one line
   * @param itemSeparator between items
   * @param keySeparator between key and value
   * @param sorted whether keys are sorted
   */
  record Style(
      boolean ascii, String indent, String itemSeparator, String keySeparator, boolean sorted) {}

  private JsonPrinter(Output out, Style style) {
    this.out = out;
    this.style = style;
  }

  static String print(Object value, Style style, Rendering rendering) {
    Output out = new Output(rendering);
    new JsonPrinter(out, style).print(value, 0);
    return out.toString();
  }

  private void print(Object value, int level) {
    if (value instanceof String text) {
      printText(text);
    } else if (value instanceof List<?> list) {
      printList(list, level);
    } else if (value instanceof Map<?, ?> map) {
      printMap(map, level);
    } else {
      out.append(scalar(value));
    }
  }

  private static String scalar(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof Double number) {
      return number.isNaN()
          ? "NaN"
          : number.isInfinite()
              ? (number > 0 ? "Infinity" : "-Infinity")
              : PythonNumbers.repr(number);
    }
    if (value instanceof Number) {
      return value.toString();
    }
    throw JinjaException.failure(
        "Object of type " + Values.typeName(value) + " is not JSON serializable");
  }

  private void printList(List<?> list, int level) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append("[");
    boolean first = true;
    for (Object item : list) {
      begin(first, level + 1);
      print(item, level + 1);
      first = false;
    }
    end(level);
    out.append("]");
  }

  private void printMap(Map<?, ?> map, int level) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append("{");
    boolean first = true;
    for (Map.Entry<?, ?> entry : entries(map)) {
      begin(first, level + 1);
      Object key = entry.getKey();
      printText(key instanceof String text ? text : scalar(key));
      out.append(style.keySeparator());
      print(entry.getValue(), level + 1);
      first = false;
    }
    end(level);
    out.append("}");
  }

  private List<Map.Entry<?, ?>> entries(Map<?, ?> map) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    if (style.sorted()) {
      entries.sort((a, b) -> Values.compare("<", a.getKey(), b.getKey(), out.rendering()));
    }
    return entries;
  }

  private void begin(boolean first, int level) {
    if (!first) {
      out.append(style.itemSeparator());
    }
    newLine(level);
  }

  private void end(int level) {
    newLine(level);
  }

  private void newLine(int level) {
    if (style.indent() != null) {
      out.append("\n");
      for (int i = 0; i < level; i++) {
        out.append(style.indent());
      }
    }
  }

  private void printText(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> escaped.append("\\\"");
        case '\\' -> escaped.append("\\\\");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        case '\f' -> escaped.append("\\f");
        case '\b' -> escaped.append("\\b");
        default -> {
          if (c < 0x20 || (style.ascii() && c > 0x7E)) {
            escaped.append(String.format("\\u%04x", (int) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    out.append(escaped.append('"').toString());
  }
}
