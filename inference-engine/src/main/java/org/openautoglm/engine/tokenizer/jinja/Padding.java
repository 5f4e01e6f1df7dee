// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** Filling text up to a width in code points. */
final class Padding {

  /** Where the text stands in the field. */
  enum Side {
    LEFT("ljust"),
    RIGHT("rjust"),
    CENTER("center");

    private final String method;

    Side(String method) {
      this.method = method;
    }

    /** The method of {@code str} that does it. */
    String method() {
      return method;
    }
  }

  private Padding() {}

  static String pad(String text, long width, String fill, Side side, Rendering rendering) {
    if (PythonText.length(fill) != 1) {
      throw JinjaException.failure("The fill character must be exactly one character long");
    }
    long missing = width - PythonText.length(text);
    if (missing <= 0) {
      return text;
    }
    rendering.text(missing);
    int all = (int) missing;
    int left =
        switch (side) {
          case LEFT -> 0;
          case RIGHT -> all;
          case CENTER -> all / 2 + (int) (all & width & 1);
        };
    return fill.repeat(left) + text + fill.repeat(all - left);
  }

  static String zeroFill(String text, long width, Rendering rendering) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String sign = signed ? text.substring(0, 1) : "";
    return sign
        + pad(text.substring(sign.length()), width - sign.length(), "0", Side.RIGHT, rendering);
  }
}
