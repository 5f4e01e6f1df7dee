// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Examples of another source with always the same answers, of which mostly only the beginning is
 * learnt: as much as tells an answer from all others. The rest is soon known by heart, and learning
 * it again and again would take most of the time.
 */
final class Beginnings implements ExampleSource {
  private static final double WHOLE = 0.4;

  private final ExampleSource source;
  private final Map<String, Integer> telling = new HashMap<>();

  /**
   * @param answers all that are given, in other sources too
   */
  Beginnings(ExampleSource source, Collection<String> answers) {
    this.source = source;
    TreeSet<String> sorted = new TreeSet<>(answers);
    for (String answer : sorted) {
      // what others have in common with it is longest next to it
      int shared =
          Math.max(shared(answer, sorted.lower(answer)), shared(answer, sorted.higher(answer)));
      telling.put(answer, Math.min(answer.length(), shared + 1));
    }
  }

  private static int shared(String one, String other) {
    int length = 0;
    while (other != null
        && length < Math.min(one.length(), other.length())
        && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    return length;
  }

  @Override
  public Example next(SplittableRandom random) {
    Example example = source.next(random);
    return Draw.chance(WHOLE, random) ? example : example.begun(telling.get(example.answer()));
  }
}
