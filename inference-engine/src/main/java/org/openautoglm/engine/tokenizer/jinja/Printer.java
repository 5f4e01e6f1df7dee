// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.List;
import java.util.Map;

/** {@code str} and {@code repr} of values. */
final class Printer {
  private final Output out;

  private Printer(Output out) {
    this.out = out;
  }

  /** {@code str(value)}. */
  static String text(Object value, Rendering rendering) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Undefined) {
      return "";
    }
    return repr(value, rendering);
  }

  /** {@code repr(value)}. */
  static String repr(Object value, Rendering rendering) {
    Output out = new Output(rendering);
    new Printer(out).print(value);
    return out.toString();
  }

  private void print(Object value) {
    if (value instanceof List<?> list) {
      printList(list);
    } else if (value instanceof Map<?, ?> map) {
      printMap(map);
    } else {
      out.append(scalar(value));
    }
  }

  private static String scalar(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value instanceof Double number) {
      return PythonNumbers.repr(number);
    }
    if (value instanceof Number) {
      return value.toString();
    }
    if (value instanceof String text) {
      return PythonText.repr(text);
    }
    if (value instanceof Undefined) {
      return "Undefined";
    }
    return "<" + Values.typeName(value) + ">";
  }

  private void printList(List<?> list) {
    boolean tuple = list instanceof Tuple;
    out.append(tuple ? "(" : "[");
    String separator = "";
    for (Object item : list) {
      out.append(separator);
      print(item);
      separator = ", ";
    }
    out.append(tuple ? (list.size() == 1 ? ",)" : ")") : "]");
  }

  private void printMap(Map<?, ?> map) {
    out.append("{");
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      print(entry.getKey());
      out.append(": ");
      print(entry.getValue());
      separator = ", ";
    }
    out.append("}");
  }
}
