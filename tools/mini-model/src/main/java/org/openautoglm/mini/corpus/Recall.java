// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Text to be said again, values to be found by their names or by what is said for them, and names
 * by the descriptions before them. Nothing here can be known by heart: it teaches the model to
 * copy, which tool calls, JSON and tables all need.
 */
final class Recall implements ExampleSource {
  private static final int MOST_WORDS = 24;
  private static final int MOST_QUESTIONS = 12;
  private static final double OF_VOCABULARY = 0.7;
  private static final int MOST_PARTS = 3;
  private static final double ALIKE = 0.3;
  private static final double MORE_IS_SAID = 0.6;
  private static final int MOST_PAIRS = 3;
  private static final List<String> PAIRS = List.of(", {k} {v}", "，{k}{v}", " {k}={v}", "；{k}是{v}");
  private static final List<String> VALUE_BEHIND_NAME =
      List.of("{k}: {v}\n", "{k} = {v}\n", "{k},{v}\n", "{k} {v}; ");
  private static final List<String> NAME_BEHIND_DESCRIPTION =
      List.of("{k}\n{v}\n", "{k}\n{v}\n", "{k}: {v}\n", "{k} ({v}); ", "{k}（{v}）\n");
  private static final List<String> SAID_BEHIND_NAME =
      List.of(
          "{k}（{v}）\n",
          "{k}（{v}，string）, ",
          "{k} ({v}), ",
          "\"{k}\": \"{v}\", ",
          "\"{k}\": {\"type\": \"string\", \"description\": \"{v}\"}, ");
  private static final Map<Language, List<String>> VALUE_BEHIND_SAID =
      Map.of(
          Language.EN, List.of("{k} {v}, ", "{k} is {v}; ", "{k}: {v}\n"),
          Language.ZH, List.of("{k}是{v}，", "{k}为{v}；", "{k}：{v}\n"));
  private static final List<String> POOLS = List.of("person", "city", "item", "code", "date");

  private final Map<Language, TableWords> words = new EnumMap<>(Language.class);
  private final Map<Language, Sections> phrases = new EnumMap<>(Language.class);
  private final List<String> vocabulary;

  /**
   * @param vocabulary all words and parts of words that are to be copied, each as often as the
   *     others: what is never said cannot be copied
   */
  Recall(List<String> vocabulary) {
    this.vocabulary = List.copyOf(vocabulary);
    for (Language language : Language.values()) {
      words.put(language, new TableWords(Phrasings.TRAINING, language));
      phrases.put(language, new Sections("recall-phrases." + language.code() + ".txt"));
    }
  }

  @Override
  public Example next(SplittableRandom random) {
    Language language = Draw.from(List.of(Language.values()), random);
    return switch (random.nextInt(6)) {
      case 0 -> repeat(language, random);
      case 1 -> find(language, random);
      case 2, 3 -> linked(language, random);
      default -> which(language, random);
    };
  }

  private Example repeat(Language language, SplittableRandom random) {
    List<String> said = new ArrayList<>();
    for (int i = random.nextInt(1, MOST_WORDS + 1); i > 0; i--) {
      said.add(word(language, random));
    }
    String text = String.join(Draw.from(List.of(" ", ", ", "，", "\n", ","), random), said);
    String phrase = Draw.from(phrases.get(language).get("repeat"), random);
    return Example.of(phrase.replace("{}", text), text);
  }

  private Example find(Language language, SplittableRandom random) {
    Map<String, String> entries = new LinkedHashMap<>();
    int count = random.nextInt(2, 9);
    while (entries.size() < count) {
      entries.put(word(language, random), word(language, random));
    }
    return asked(
        listed(entries, Draw.from(VALUE_BEHIND_NAME, random)),
        entries,
        () -> Draw.from(phrases.get(language).get("find"), random),
        random);
  }

  /** As of several tools the one is called that is described as the request says. */
  private Example which(Language language, SplittableRandom random) {
    Map<String, String> entries = new LinkedHashMap<>();
    int count = random.nextInt(2, 7);
    String apart = language == Language.EN ? " " : "";
    String first = word(language, random);
    while (entries.size() < count) {
      if (!Draw.chance(ALIKE, random)) {
        first = word(language, random);
      }
      String described = first + apart + word(language, random);
      entries.put(described, word(Language.EN, random) + "_" + word(Language.EN, random));
    }
    return asked(
        listed(entries, Draw.from(NAME_BEHIND_DESCRIPTION, random)),
        entries,
        () -> Draw.from(phrases.get(language).get("which"), random) + more(language, random),
        random);
  }

  /** As the arguments of a call are said behind what is to be done. */
  private String more(Language language, SplittableRandom random) {
    StringBuilder more = new StringBuilder();
    if (Draw.chance(MORE_IS_SAID, random)) {
      String pair = Draw.from(PAIRS, random);
      for (int i = random.nextInt(1, MOST_PAIRS + 1); i > 0; i--) {
        more.append(
            pair.replace("{k}", word(language, random)).replace("{v}", word(language, random)));
      }
    }
    return more.toString();
  }

  /** As a field of JSON has the value that the text gives for what its description says. */
  private Example linked(Language language, SplittableRandom random) {
    Map<String, String> said = new LinkedHashMap<>();
    Map<String, String> told = new LinkedHashMap<>();
    Map<String, String> entries = new LinkedHashMap<>();
    int count = random.nextInt(2, 7);
    while (told.size() < count) {
      String name = word(Language.EN, random);
      String spoken = word(language, random);
      String value = word(language, random);
      if (!said.containsKey(name) && told.putIfAbsent(spoken, value) == null) {
        said.put(name, spoken);
        entries.put(name, value);
      }
    }
    String names = listed(said, Draw.from(SAID_BEHIND_NAME, random)) + "\n";
    String text = listed(told, Draw.from(VALUE_BEHIND_SAID.get(language), random)) + "\n";
    return asked(
        random.nextBoolean() ? names + text : text + names,
        entries,
        () -> Draw.from(phrases.get(language).get("find"), random),
        random);
  }

  /**
   * @param format of an entry with {k} and {v}
   */
  private static String listed(Map<String, String> entries, String format) {
    StringBuilder list = new StringBuilder();
    entries.forEach((key, value) -> list.append(format.replace("{k}", key).replace("{v}", value)));
    return list.toString();
  }

  /**
   * @param list what stands before the first question
   * @param entries what is asked with, and what is asked for
   * @param ways to ask, each time another; {} is what is asked with
   */
  private static Example asked(
      String list, Map<String, String> entries, Supplier<String> ways, SplittableRandom random) {
    List<String> keys = List.copyOf(entries.keySet());
    List<Map.Entry<String, String>> turns = new ArrayList<>();
    String text = list;
    for (int i = random.nextInt(1, MOST_QUESTIONS + 1); i > 0; i--) {
      String key = Draw.from(keys, random);
      String phrase = ways.get().replace("{}", key);
      turns.add(Map.entry(text + phrase, entries.get(key)));
      text = "";
    }
    return Example.of(turns);
  }

  private String wordOfVocabulary(SplittableRandom random) {
    while (true) {
      StringBuilder joined = new StringBuilder();
      for (int i = random.nextInt(1, MOST_PARTS + 1); i > 0; i--) {
        joined.append(Draw.from(vocabulary, random));
      }
      String word = joined.toString();
      if (Stream.of(Language.values()).allMatch(language -> Lexicon.of(language).isTaught(word))) {
        return word;
      }
    }
  }

  private String word(Language language, SplittableRandom random) {
    if (Draw.chance(OF_VOCABULARY, random)) {
      return wordOfVocabulary(random);
    }
    TableWords source = words.get(language);
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> source.madeUpName(random);
      case 3 -> String.valueOf(random.nextInt(1000));
      default -> source.value(Draw.from(POOLS, random), random);
    };
  }
}
