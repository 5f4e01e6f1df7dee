// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis that begins at zero. */
final class Ticks {
  private static final int ABOUT = 5;

  private Ticks() {}

  /** From 0 to the first tick that is no less than the largest value. */
  static List<Double> upTo(double largest) {
    double most = largest > 0 && Double.isFinite(largest) ? largest : 1;
    double step = step(most / ABOUT);
    List<Double> ticks = new ArrayList<>();
    int count = (int) Math.ceil(most / step - 1e-9);
    for (int i = 0; i <= count; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** The next larger of 1, 2 and 5 times a power of ten. */
  private static double step(double raw) {
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    for (double factor : new double[] {1, 2, 5}) {
      if (raw <= factor * power * (1 + 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  static String label(double value) {
    if (value == 0) {
      return "0";
    }
    if (value >= 10_000) {
      return String.format(Locale.ROOT, "%,d", Math.round(value)).replace(',', '\u202F');
    }
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }
}
