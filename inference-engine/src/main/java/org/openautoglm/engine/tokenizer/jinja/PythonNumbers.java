// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Python's numbers: integers without bounds ({@code Long}, or {@code BigInteger} beyond it), floats
 * ({@code Double}), and booleans that count as 0 and 1.
 */
final class PythonNumbers {
  /** Integers larger than this come from a runaway template only. */
  private static final int LONGEST_INTEGER_BITS = 1 << 16;

  private PythonNumbers() {}

  static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
  }

  static BigInteger big(Object integer) {
    if (integer instanceof BigInteger big) {
      return big;
    }
    if (integer instanceof Boolean flag) {
      return flag ? BigInteger.ONE : BigInteger.ZERO;
    }
    return BigInteger.valueOf((Long) integer);
  }

  static double real(Object number) {
    return number instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) number).doubleValue();
  }

  static Object integer(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  static int compare(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (isInteger(left) && isInteger(right)) {
      return big(left).compareTo(big(right));
    }
    double a = real(left);
    double b = real(right);
    return a == b ? 0 : Double.compare(a, b);
  }

  /** Applies {@code + - * / // % **} to two numbers. */
  static Object apply(String operator, Object left, Object right) {
    boolean integers = isInteger(left) && isInteger(right);
    if (integers && !operator.equals("/")) {
      return applyToIntegers(operator, big(left), big(right));
    }
    if (operator.equals("/") && real(right) == 0) {
      throw JinjaException.failure(integers ? "division by zero" : "float division by zero");
    }
    return applyToReals(operator, real(left), real(right));
  }

  private static Object applyToIntegers(String operator, BigInteger a, BigInteger b) {
    return switch (operator) {
      case "+" -> integer(a.add(b));
      case "-" -> integer(a.subtract(b));
      case "*" -> integer(bounded(a, a.bitLength() + b.bitLength()).multiply(b));
      case "//" -> integer(floorDivide(a, nonZero(b, "integer division or modulo by zero"))[0]);
      case "%" -> integer(floorDivide(a, nonZero(b, "integer modulo by zero"))[1]);
      case "**" -> power(a, b);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static BigInteger[] floorDivide(BigInteger a, BigInteger b) {
    BigInteger[] result = a.divideAndRemainder(b);
    if (result[1].signum() != 0 && result[1].signum() != b.signum()) {
      result[0] = result[0].subtract(BigInteger.ONE);
      result[1] = result[1].add(b);
    }
    return result;
  }

  private static Object power(BigInteger base, BigInteger exponent) {
    if (exponent.signum() < 0) {
      return realPower(base.doubleValue(), exponent.doubleValue());
    }
    if (base.bitLength() <= 1 && base.abs().compareTo(BigInteger.ONE) <= 0) {
      return integer(base.pow(exponent.signum() == 0 ? 0 : exponent.testBit(0) ? 1 : 2));
    }
    if (exponent.bitLength() > 31) {
      throw tooLarge();
    }
    return integer(
        bounded(base, (long) base.bitLength() * exponent.intValue()).pow(exponent.intValue()));
  }

  private static BigInteger bounded(BigInteger value, long resultBits) {
    if (resultBits > LONGEST_INTEGER_BITS) {
      throw tooLarge();
    }
    return value;
  }

  private static JinjaException tooLarge() {
    return JinjaException.failure("the template computes an integer that is too large");
  }

  private static BigInteger nonZero(BigInteger value, String otherwise) {
    if (value.signum() == 0) {
      throw JinjaException.failure(otherwise);
    }
    return value;
  }

  private static Object applyToReals(String operator, double a, double b) {
    if (b == 0 && (operator.equals("//") || operator.equals("%"))) {
      throw JinjaException.failure(
          operator.equals("%") ? "float modulo" : "float floor division by zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> {
        double remainder = a % b;
        yield remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
      }
      case "**" -> realPower(a, b);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static double realPower(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw JinjaException.failure("0.0 cannot be raised to a negative power");
    }
    double result = Math.pow(base, exponent);
    if (Double.isInfinite(result) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
      throw JinjaException.failure("(34, 'Numerical result out of range')");
    }
    return result;
  }

  /** The integer a text spells, as {@code int(text, base)} reads it. */
  static Optional<Object> parseInteger(String text, int base) {
    String digits = PythonText.strip(text, null, true, true);
    if (digits.matches("[+-]?\\w+(_\\w+)*") && digits.length() < LONGEST_INTEGER_BITS / 8) {
      try {
        return Optional.of(integer(new BigInteger(digits.replace("_", ""), base)));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The float a text spells, as {@code float(text)} reads it. */
  static Optional<Double> parseReal(String text) {
    String digits = PythonText.strip(text, null, true, true);
    if (digits.matches("[+-]?(\\d+(_?\\d)*\\.?(\\d+(_?\\d)*)?|\\.\\d+(_?\\d)*)([eE][+-]?\\d+)?")) {
      return Optional.of(Double.parseDouble(digits.replace("_", "")));
    }
    return switch (digits.toLowerCase(java.util.Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
      case "nan", "+nan", "-nan" -> Optional.of(Double.NaN);
      default -> Optional.empty();
    };
  }

  /** {@code repr} of a float: the shortest digits that read back as the same number. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String sign = value < 0 || (value == 0 && 1 / value < 0) ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    if (point > 16 || point <= -4) {
      return sign + scientific(digits, point - 1);
    }
    if (point <= 0) {
      return sign + "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return sign + digits + "0".repeat(point - digits.length()) + ".0";
    }
    return sign + digits.substring(0, point) + "." + digits.substring(point);
  }

  private static String scientific(String digits, int exponent) {
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String power = Integer.toString(Math.abs(exponent));
    return mantissa + (exponent < 0 ? "e-" : "e+") + (power.length() < 2 ? "0" : "") + power;
  }

  /** Double.toString of Java 17 is not always shortest (JDK-4511638). */
  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < 17; digits++) {
      BigDecimal below = exact.round(new MathContext(digits, RoundingMode.DOWN));
      BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
      boolean belowReads = below.doubleValue() == value;
      boolean aboveReads = above.doubleValue() == value;
      if (belowReads || aboveReads) {
        boolean nearerBelow = exact.subtract(below).compareTo(above.subtract(exact)) <= 0;
        return (belowReads && (nearerBelow || !aboveReads) ? below : above).stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }
}
