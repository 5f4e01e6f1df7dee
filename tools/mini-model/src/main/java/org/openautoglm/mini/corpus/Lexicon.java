// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Words from all texts that are taught, and mixtures of two of them. There are far too many to be
 * known by heart, so where they stand for names and values a model has to copy them. Words that the
 * examination uses as unseen ones are left out.
 */
final class Lexicon {
  private static final Pattern LATIN = Pattern.compile("[A-Za-z]{3,12}");
  private static final Pattern HAN = Pattern.compile("\\p{IsHan}{2,}");
  private static final double MIXED = 0.4;
  private static final double ANY_CHARACTER = 0.7;
  private static final double RARE_CHARACTER = 0.15;
  private static final double OF_FRAGMENTS = 0.4;
  private static final int LONGEST_FRAGMENT = 6;
  private static final int FEWEST = 3;
  private static final Map<Language, Lexicon> LEXICONS = new EnumMap<>(Language.class);

  static {
    for (Language language : Language.values()) {
      LEXICONS.put(language, new Lexicon(language));
    }
  }

  private final Language language;
  private final List<String> words;

  /** Parts of words that occur in several; each is as likely as the others, however rare it is. */
  private final List<String> fragments;

  private final Set<String> leftOut = new HashSet<>();

  private Lexicon(Language language) {
    this.language = language;
    Sections tools = new Sections("tool-words.txt");
    Sections tables = TableWords.load(language);
    for (Sections sections : List.of(tools, tables)) {
      for (String name : sections.names()) {
        if (name.endsWith(" unseen")) {
          sections.get(name).forEach(entry -> leftOut.addAll(parts(entry)));
        }
      }
    }
    // in JSON they are values of their own
    leftOut.addAll(List.of("null", "true", "false"));
    Set<String> found = new LinkedHashSet<>();
    for (String text : texts(language)) {
      for (String part : parts(text)) {
        if (!leftOut.contains(part)) {
          found.add(part);
        }
      }
    }
    words = List.copyOf(found);
    fragments = language == Language.EN ? fragments(words) : List.of();
  }

  private static List<String> fragments(List<String> words) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String word : words) {
      for (int from = 0; from < word.length(); from++) {
        int last = Math.min(word.length(), from + LONGEST_FRAGMENT);
        for (int to = from + 2; to <= last; to++) {
          counts.merge(word.substring(from, to), 1, Integer::sum);
        }
      }
    }
    counts.values().removeIf(count -> count < FEWEST);
    return List.copyOf(counts.keySet());
  }

  static Lexicon of(Language language) {
    return LEXICONS.get(language);
  }

  private static List<String> texts(Language language) {
    List<String> texts = new ArrayList<>();
    for (Fact fact : Fact.all(language)) {
      texts.addAll(fact.questions());
      texts.add(fact.answer());
    }
    texts.addAll(
        Resources.json("unrelated." + language.code() + ".json", new TypeToken<List<String>>() {}));
    return texts;
  }

  private List<String> parts(String text) {
    return (language == Language.EN ? LATIN : HAN)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(part -> part.toLowerCase(Locale.ROOT))
        .toList();
  }

  /** English in small letters; Chinese of two or three characters. */
  String word(SplittableRandom random) {
    while (true) {
      String word = language == Language.EN ? latin(random) : han(random);
      if (isTaught(word)) {
        return word;
      }
    }
  }

  /** Whether a word may stand in a text of training: not one the examination uses as unseen. */
  boolean isTaught(String word) {
    return !leftOut.contains(word.toLowerCase(Locale.ROOT));
  }

  private String latin(SplittableRandom random) {
    if (Draw.chance(OF_FRAGMENTS, random)) {
      StringBuilder word = new StringBuilder();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        word.append(Draw.from(fragments, random));
      }
      return word.toString();
    }
    String first = Draw.from(words, random);
    if (!Draw.chance(MIXED, random)) {
      return first;
    }
    String second = Draw.from(words, random);
    return first.substring(0, random.nextInt(2, first.length()))
        + second.substring(random.nextInt(1, second.length() - 1));
  }

  private String han(SplittableRandom random) {
    int length = random.nextInt(2, 4);
    StringBuilder word = new StringBuilder();
    while (word.length() < length) {
      if (Draw.chance(ANY_CHARACTER, random)) {
        boolean rare = Draw.chance(RARE_CHARACTER, random);
        word.append(Draw.from(rare ? HanCharacters.rare() : HanCharacters.usual(), random));
        continue;
      }
      String from = Draw.from(words, random);
      int taken = Draw.chance(MIXED, random) ? 1 : Math.min(from.length(), length - word.length());
      int at = random.nextInt(from.length() - taken + 1);
      word.append(from, at, at + taken);
    }
    return word.toString();
  }
}
