// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
  private static final double OTHER_WORD = 0.35;

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

  private final boolean trains;
  private final Sections phrases;
  private final Synonyms synonyms;
  private final Set<String> reserved;
  private final Framing framing;

  /** Held-out phrases stay as they are. */
  TablePhrases(Phrasings phrasings, Language language) {
    trains = phrasings == Phrasings.TRAINING;
    Sections heldOut = new Sections("table-phrases-held-out." + language.code() + ".txt");
    phrases = trains ? new Sections("table-phrases." + language.code() + ".txt") : heldOut;
    reserved =
        heldOut.names().stream()
            .flatMap(section -> heldOut.get(section).stream())
            .map(TablePhrases::bare)
            .collect(Collectors.toUnmodifiableSet());
    synonyms = new Synonyms("table-synonyms." + language.code() + ".txt", OTHER_WORD);
    framing = new Framing(phrasings, language);
  }

  /**
   * A question.
   *
   * @param condition the section with the words for the condition; also of phrases that contain one
   */
  String question(String kind, String condition, Words words, SplittableRandom random) {
    List<String> choices = new ArrayList<>(phrases.get(kind));
    choices.addAll(phrases.get(kind + " " + condition));
    String chosen = Draw.from(choices, random);
    String phrase = reworded(chosen, random);
    if (phrase.contains("{c}")) {
      String said = Draw.from(phrases.get(condition), random);
      String whole = phrase.replace("{c}", reworded(said, random));
      phrase = reserved.contains(bare(whole)) ? chosen.replace("{c}", said) : whole;
    }
    String text =
        PLACEHOLDER
            .matcher(phrase)
            .replaceAll(found -> Matcher.quoteReplacement(words.of(found.group(1))));
    String spaced =
        Draw.chance(SPACED, random) ? SCRIPT_CHANGE.matcher(text).replaceAll(" ") : text;
    return framing.of(spaced, random);
  }

  /** With other words that mean the same, unless they happen to be those of the examination. */
  private String reworded(String phrase, SplittableRandom random) {
    if (!trains) {
      return phrase;
    }
    String other = synonyms.otherWords(phrase, random);
    return reserved.contains(bare(other)) ? phrase : other;
  }

  /** Without the signs at the end and capital letters. */
  private static String bare(String phrase) {
    return phrase.replaceFirst("[?.!？。！\\s]+$", "").toLowerCase(Locale.ROOT);
  }
}
