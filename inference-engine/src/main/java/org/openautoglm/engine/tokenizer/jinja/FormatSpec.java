// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How one value is formatted.
 *
 * @param align {@code <}, {@code >}, {@code ^}, or {@code =} for zeros after the sign
 * @param sign {@code +}, {@code -} or a space
 * @param precision -1 when absent
 */
record FormatSpec(char fill, char align, char sign, int width, int precision, char type) {
  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(.)?([<>^=]))?([-+ ])?(0)?(\\d{1,6})?(?:\\.(\\d{1,6}))?([a-zA-Z%])?", Pattern.DOTALL);
  private static final int MOST_DIGITS = 1000;

  /** Parses what follows the colon of a field of {@code str.format}. */
  static FormatSpec parse(String spec, boolean number) {
    Matcher matcher = SPEC.matcher(spec);
    if (!matcher.matches()) {
      throw JinjaException.failure("Invalid format specifier '" + spec + "'");
    }
    boolean zero = matcher.group(4) != null;
    char align =
        matcher.group(2) != null ? matcher.group(2).charAt(0) : zero ? '=' : number ? '>' : '<';
    return new FormatSpec(
        matcher.group(1) == null ? ' ' : matcher.group(1).charAt(0),
        align,
        matcher.group(3) == null ? '-' : matcher.group(3).charAt(0),
        number(matcher.group(5), 0),
        number(matcher.group(6), -1),
        matcher.group(7) == null ? (number ? 'n' : 's') : matcher.group(7).charAt(0));
  }

  static int number(String digits, int absent) {
    if (digits == null || digits.isEmpty()) {
      return absent;
    }
    if (digits.length() > 6) {
      throw JinjaException.failure("Too many digits in a format");
    }
    return Integer.parseInt(digits);
  }

  String text(String value, Rendering rendering) {
    String cut = precision < 0 ? value : value.substring(0, PythonText.offset(value, precision));
    return fit(cut, align == '=' ? '<' : align, rendering);
  }

  String numeric(Object value, Rendering rendering) {
    if (!PythonNumbers.isNumber(value)) {
      throw JinjaException.failure(
          "%" + type + " format: a real number is required, not " + Values.typeName(value));
    }
    if (precision > MOST_DIGITS) {
      throw JinjaException.failure("precision too big");
    }
    String digits = digits(value);
    boolean negative = digits.startsWith("-");
    String prefix = negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
    String body = prefix + (negative ? digits.substring(1) : digits);
    return align == '=' ? Padding.zeroFill(body, width, rendering) : fit(body, align, rendering);
  }

  private String fit(String text, char side, Rendering rendering) {
    Padding.Side where =
        side == '<' ? Padding.Side.LEFT : side == '^' ? Padding.Side.CENTER : Padding.Side.RIGHT;
    return Padding.pad(text, width, String.valueOf(fill), where, rendering);
  }

  private String digits(Object value) {
    return switch (type) {
      case 'd', 'i', 'u' -> whole(value).toString();
      case 'n' -> value instanceof Double number ? real(number) : whole(value).toString();
      case 'x' -> whole(value).toString(16);
      case 'X' -> whole(value).toString(16).toUpperCase(Locale.ROOT);
      case 'o' -> whole(value).toString(8);
      case 'b' -> whole(value).toString(2);
      case 'f', 'F' -> fixed(PythonNumbers.real(value));
      case '%' -> fixed(PythonNumbers.real(value) * 100) + "%";
      case 'e', 'E' -> exponential(PythonNumbers.real(value), precision < 0 ? 6 : precision);
      case 'g', 'G' -> general(PythonNumbers.real(value));
      default -> throw JinjaException.failure("unsupported format character '" + type + "'");
    };
  }

  private String real(double value) {
    return precision < 0 ? PythonNumbers.repr(value) : general(value);
  }

  private static BigInteger whole(Object value) {
    if (value instanceof Double number) {
      if (number.isNaN() || number.isInfinite()) {
        throw JinjaException.failure("cannot convert float to integer");
      }
      return new BigDecimal(number).toBigInteger();
    }
    return PythonNumbers.big(value);
  }

  private String fixed(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return PythonNumbers.repr(value);
    }
    String digits =
        new BigDecimal(value)
            .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
            .toPlainString();
    return value < 0 && !digits.startsWith("-") ? "-" + digits : digits;
  }

  private String exponential(double value, int digits) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return PythonNumbers.repr(value);
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    BigDecimal mantissa = rounded.movePointLeft(exponent).setScale(digits, RoundingMode.HALF_EVEN);
    String power = (exponent < 0 ? "-" : "+") + String.format("%02d", Math.abs(exponent));
    return mantissa.toPlainString() + (type == 'E' || type == 'G' ? "E" : "e") + power;
  }

  private String general(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return PythonNumbers.repr(value);
    }
    int digits = precision < 0 ? 6 : Math.max(1, precision);
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= digits) {
      return exponential(value, Math.max(0, rounded.stripTrailingZeros().precision() - 1));
    }
    return value == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
