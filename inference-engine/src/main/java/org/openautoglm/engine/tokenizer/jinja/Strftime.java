// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Python's {@code datetime.strftime} of a time without zone, in the C locale. */
final class Strftime {

  private Strftime() {}

  static String format(String format, LocalDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char directive = format.charAt(++i);
      if (directive == '-' && i + 1 < format.length()) {
        out.append(directive(format.charAt(++i), time).replaceFirst("^[0 ]+(?=.)", ""));
      } else {
        out.append(directive(directive, time));
      }
    }
    return out.toString();
  }

  private static String directive(char directive, LocalDateTime t) {
    return switch (directive) {
      case 'a' -> pattern("EEE", t);
      case 'A' -> pattern("EEEE", t);
      case 'b', 'h' -> pattern("MMM", t);
      case 'B' -> pattern("MMMM", t);
      case 'c' -> pattern("EEE MMM ", t) + format("%e %H:%M:%S %Y", t);
      case 'C' -> number(2, t.getYear() / 100);
      case 'd' -> number(2, t.getDayOfMonth());
      case 'D', 'x' -> format("%m/%d/%y", t);
      case 'e' -> String.format("%2d", t.getDayOfMonth());
      case 'f' -> number(6, t.getNano() / 1000);
      case 'F' -> format("%Y-%m-%d", t);
      case 'G' -> String.valueOf(t.get(IsoFields.WEEK_BASED_YEAR));
      case 'H' -> number(2, t.getHour());
      case 'I' -> number(2, t.get(ChronoField.CLOCK_HOUR_OF_AMPM));
      case 'j' -> number(3, t.getDayOfYear());
      case 'm' -> number(2, t.getMonthValue());
      case 'M' -> number(2, t.getMinute());
      case 'n' -> "\n";
      case 'p' -> t.getHour() < 12 ? "AM" : "PM";
      case 'R' -> format("%H:%M", t);
      case 'S' -> number(2, t.getSecond());
      case 't' -> "\t";
      case 'T', 'X' -> format("%H:%M:%S", t);
      case 'u' -> String.valueOf(t.getDayOfWeek().getValue());
      case 'U' -> number(2, (t.getDayOfYear() + 6 - t.getDayOfWeek().getValue() % 7) / 7);
      case 'V' -> number(2, t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case 'w' -> String.valueOf(t.getDayOfWeek().getValue() % 7);
      case 'W' -> number(2, (t.getDayOfYear() + 6 - (t.getDayOfWeek().getValue() + 6) % 7) / 7);
      case 'y' -> number(2, t.getYear() % 100);
      case 'Y' -> String.valueOf(t.getYear());
      case 'z', 'Z' -> "";
      case '%' -> "%";
      default -> "%" + directive;
    };
  }

  private static String number(int width, int value) {
    return String.format("%0" + width + "d", value);
  }

  private static String pattern(String pattern, LocalDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }
}
