// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Additions of two numbers, written as in the answers about tables, whose sums are made of them.
 */
final class Additions implements ExampleSource {
  private static final int MOST_QUESTIONS = 12;

  /** About what eight values of a table come to. */
  private static final int LARGEST_TOTAL = 300;

  private static final int LARGEST_VALUE = TableMaker.LARGEST_NUMBER;
  private static final int LARGEST = 999;
  private static final double LARGE = 0.2;
  private static final List<String> ASKED =
      List.of("{a} + {b}", "{a} + {b} = ?", "{a}+{b}", "{a} + {b} =");

  @Override
  public Example next(SplittableRandom random) {
    List<Map.Entry<String, String>> turns = new ArrayList<>();
    for (int i = random.nextInt(1, MOST_QUESTIONS + 1); i > 0; i--) {
      boolean large = Draw.chance(LARGE, random);
      int first = random.nextInt(1, (large ? LARGEST : LARGEST_TOTAL) + 1);
      int second = random.nextInt(1, (large ? LARGEST : LARGEST_VALUE) + 1);
      String question =
          Draw.from(ASKED, random)
              .replace("{a}", Integer.toString(first))
              .replace("{b}", Integer.toString(second));
      turns.add(Map.entry(question, first + " + " + second + " = " + (first + second)));
    }
    return Example.of(turns);
  }
}
