// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.SplittableRandom;

/** Says something before a request or behind it that asks for nothing. */
final class Framing {
  private static final double FRAMED = 0.12;

  private final boolean trains;
  private final List<String> openings;
  private final List<String> closings;

  /** Held-out requests stay as they are. */
  Framing(Phrasings phrasings, Language language) {
    trains = phrasings == Phrasings.TRAINING;
    openings = Resources.lines("openings." + language.code() + ".txt");
    closings = Resources.lines("closings." + language.code() + ".txt");
  }

  /**
   * Not a letter of the text changes. Something comes behind it only if it ends with a sign: behind
   * a value it could be taken for a part of it.
   */
  String of(String text, SplittableRandom random) {
    if (!trains) {
      return text;
    }
    String opened = Draw.chance(FRAMED, random) ? Draw.from(openings, random) + text : text;
    boolean ended = ".?!:。？！：".indexOf(text.charAt(text.length() - 1)) >= 0;
    return ended && Draw.chance(FRAMED, random) ? opened + Draw.from(closings, random) : opened;
  }
}
