// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ways of asking about a table. Within a phrase, {x} stands for the column asked about, {key} for
 * the name of the key column, {k} for a key, {v} for a value, {s} for the column summed up and {c}
 * for a condition.
 */
final class TablePhrases {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(x|key|k|v|s)}");
  private static final Pattern SCRIPT_CHANGE =
      Pattern.compile("(?<=[A-Za-z0-9])(?=\\p{IsHan})|(?<=\\p{IsHan})(?=[A-Za-z0-9])");
  private static final double SPACED = 0.6;

  /** What takes the places of the placeholders; what a phrase lacks stays empty. */
  record Words(String x, String key, String k, String v, String s) {
    private String of(String placeholder) {
      return switch (placeholder) {
        case "x" -> x;
        case "key" -> key;
        case "k" -> k;
        case "v" -> v;
        default -> s;
      };
    }
  }

  private final Sections phrases;
  private final Framing framing;

  TablePhrases(Phrasings phrasings, Language language) {
    framing = new Framing(phrasings, language);
    String set = phrasings == Phrasings.HELD_OUT ? "-held-out" : "";
    phrases = new Sections("table-phrases" + set + "." + language.code() + ".txt");
  }

  /**
   * A question.
   *
   * @param condition the section with the words for the condition; also of phrases that contain one
   */
  String question(String kind, String condition, Words words, SplittableRandom random) {
    List<String> choices = new ArrayList<>(phrases.get(kind));
    choices.addAll(phrases.get(kind + " " + condition));
    String phrase = Draw.from(choices, random);
    if (phrase.contains("{c}")) {
      phrase = phrase.replace("{c}", Draw.from(phrases.get(condition), random));
    }
    String text =
        PLACEHOLDER
            .matcher(phrase)
            .replaceAll(found -> Matcher.quoteReplacement(words.of(found.group(1))));
    String spaced =
        Draw.chance(SPACED, random) ? SCRIPT_CHANGE.matcher(text).replaceAll(" ") : text;
    return framing.of(spaced, random);
  }
}
