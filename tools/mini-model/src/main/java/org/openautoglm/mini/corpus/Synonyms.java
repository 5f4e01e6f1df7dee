// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Groups of words that mean the same in what is asked. */
final class Synonyms {
  private final Map<String, List<String>> groups = new HashMap<>();
  private final Pattern known;
  private final double exchanged;

  /**
   * @param resource one group a line, its words between bars
   * @param exchanged the share of known words that another one of their group is drawn for
   */
  Synonyms(String resource, double exchanged) {
    this.exchanged = exchanged;
    List<String> words = new ArrayList<>();
    for (String line : Resources.lines(resource)) {
      List<String> group = List.of(line.split("\\s*\\|\\s*"));
      for (String word : group) {
        groups.put(word, group);
        words.add(word);
      }
    }
    // the longest first, so that "set up" is not taken for "set"
    words.sort((a, b) -> b.length() - a.length());
    known = Pattern.compile(words.stream().map(Synonyms::whole).collect(Collectors.joining("|")));
  }

  /** Matches a word, but not a part of a longer one in Latin letters, a path or an option. */
  private static String whole(String word) {
    String begin = isLatin(word.charAt(0)) ? "(?<![\\w/.-])" : "";
    String end = isLatin(word.charAt(word.length() - 1)) ? "(?![\\w/-])" : "";
    return begin + Pattern.quote(word) + end;
  }

  private static boolean isLatin(char c) {
    return c < 128 && Character.isLetterOrDigit(c);
  }

  /** Words exchanged for others that mean the same. */
  String otherWords(String text, SplittableRandom random) {
    return known
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    Draw.chance(exchanged, random)
                        ? Draw.from(groups.get(match.group()), random)
                        : match.group()));
  }
}
