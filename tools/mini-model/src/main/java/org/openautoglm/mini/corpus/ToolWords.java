// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What tools, their parameters and values are called. Held-out ones are unseen in training. */
final class ToolWords {
  private static final List<String> TYPES = List.of("integer", "number", "boolean");
  private static final double MADE_UP_NOUN = 0.15;
  private static final double MADE_UP_PARAMETER = 0.12;
  private static final double MADE_UP_VERB_TRAINING = 0.35;
  private static final double MADE_UP_NOUN_TRAINING = 0.5;
  private static final double MADE_UP_PARAMETER_TRAINING = 0.4;
  private static final double MADE_UP_VALUE_TRAINING = 0.3;
  private static final double OTHER_MEANING_TRAINING = 0.65;
  private static final double OTHER_VALUES_TRAINING = 0.3;
  private static final double TWO_WORDS_TRAINING = 0.3;
  private static final double CHOICE = 0.15;
  private static final double CHINESE_TRAINING = 0.6;
  private static final Map<Language, Double> EXPLAINED_TRAINING =
      Map.of(Language.EN, 0.5, Language.ZH, 0.8);
  private static final List<String> CHOSEN_FROM =
      List.of("department", "color", "status", "level", "day", "material");

  private final Phrasings phrasings;
  private final Language language;
  private final Sections words = new Sections("tool-words.txt");
  private final Sections listed;
  private final TableWords values;
  private final TableWords english;

  ToolWords(Phrasings phrasings, Language language) {
    this.phrasings = phrasings;
    this.language = language;
    this.listed = TableWords.load(language);
    this.values = new TableWords(phrasings, language);
    this.english = new TableWords(phrasings, Language.EN);
  }

  /**
   * The language of a request. Names in another language than it are harder to find, and so taught
   * more often.
   */
  static Language language(boolean trains, SplittableRandom random) {
    if (!trains) {
      return Draw.from(List.of(Language.values()), random);
    }
    return Draw.chance(CHINESE_TRAINING, random) ? Language.ZH : Language.EN;
  }

  /**
   * Whether it is told what people say for names. In Chinese usually, in the examination always: of
   * an English name that was never taught nobody knows it.
   */
  boolean areExplained(SplittableRandom random) {
    return values.trains()
        ? Draw.chance(EXPLAINED_TRAINING.get(language), random)
        : language == Language.ZH;
  }

  /**
   * A word for a name, and what people say.
   *
   * @param name English, in small letters
   */
  record Word(String name, String spoken) {}

  /**
   * @param explained whether the tool's description tells what people say for its name
   */
  Word verb(boolean explained, SplittableRandom random) {
    return values.trains() && Draw.chance(MADE_UP_VERB_TRAINING, random)
        ? madeUp(explained, random)
        : word("verb", explained, random);
  }

  /** See {@link #verb}. */
  Word noun(boolean explained, SplittableRandom random) {
    return Draw.chance(values.trains() ? MADE_UP_NOUN_TRAINING : MADE_UP_NOUN, random)
        ? madeUp(explained, random)
        : word("noun", explained, random);
  }

  private Word madeUp(boolean explained, SplittableRandom random) {
    String name = madeUp(random);
    return new Word(name, meansAnother(explained, random) ? values.madeUp(random) : name);
  }

  private Word word(String section, boolean explained, SplittableRandom random) {
    String[] parts = entry(section, random);
    boolean another = meansAnother(explained, random);
    return new Word(parts[0], said(another ? entry(section, random) : parts));
  }

  /** Only an explanation can tell that another word is meant: it is to be read, not guessed. */
  private boolean meansAnother(boolean explained, SplittableRandom random) {
    return explained && values.trains() && Draw.chance(OTHER_MEANING_TRAINING, random);
  }

  private String said(String[] entry) {
    return language == Language.EN ? entry[0].replace('_', ' ') : entry[1];
  }

  private String[] entry(String section, SplittableRandom random) {
    boolean unseen = phrasings == Phrasings.HELD_OUT && random.nextBoolean();
    return Draw.from(words.get(unseen ? section + " unseen" : section), random).split(" = ");
  }

  /** A word that can only be copied. */
  String madeUp(SplittableRandom random) {
    return english.madeUp(random).toLowerCase(Locale.ROOT);
  }

  /**
   * Different parameters with values.
   *
   * @param explained whether it is told what people say for their names
   */
  List<Parameter> parameters(int count, boolean explained, SplittableRandom random) {
    List<Parameter> parameters = new ArrayList<>();
    while (parameters.size() < count) {
      Parameter next = parameter(explained, random);
      if (parameters.stream()
          .noneMatch(
              other ->
                  other.name().equals(next.name())
                      || isMixedUp(other.spoken(), next)
                      || isMixedUp(next.spoken(), other))) {
        parameters.add(next);
      }
    }
    return parameters;
  }

  /** Whether it could be said of another parameter too. */
  private static boolean isMixedUp(String spoken, Parameter other) {
    return other.spoken().contains(spoken) || other.name().equals(spoken.replace(' ', '_'));
  }

  private Parameter parameter(boolean explained, SplittableRandom random) {
    if (Draw.chance(CHOICE, random)) {
      return choice(random);
    }
    String[] parts = entry("parameter", random);
    boolean other = values.trains() && Draw.chance(OTHER_VALUES_TRAINING, random);
    // a name does not tell the type
    String pool = other ? entry("parameter", random)[2] : parts[2];
    String name = parts[0];
    String spoken = said(parts);
    if (Draw.chance(values.trains() ? MADE_UP_PARAMETER_TRAINING : MADE_UP_PARAMETER, random)) {
      boolean word = language == Language.EN || (values.trains() && random.nextBoolean());
      spoken = word ? madeUp(random) : "x" + random.nextInt(1, 100);
      if (word && values.trains() && Draw.chance(TWO_WORDS_TRAINING, random)) {
        spoken += " " + madeUp(random);
      }
      name = spoken.replace(' ', '_');
    }
    if (meansAnother(explained, random)) {
      spoken = random.nextBoolean() ? said(entry("parameter", random)) : values.madeUp(random);
    }
    String type = TYPES.contains(pool) ? pool : "string";
    return new Parameter(name, spoken, type, List.of(), pool, value(pool, random));
  }

  /** The same parameter with another value. */
  Parameter again(Parameter parameter, SplittableRandom random) {
    return parameter.with(
        parameter.choices().isEmpty()
            ? value(parameter.source(), random)
            : Draw.from(parameter.choices(), random));
  }

  private String value(String source, SplittableRandom random) {
    return switch (source) {
      case "integer" -> String.valueOf(random.nextInt(1, 300));
      case "number" -> number(random);
      case "boolean" -> String.valueOf(random.nextBoolean());
      case "word" -> madeUp(random);
      default ->
          values.trains() && Draw.chance(MADE_UP_VALUE_TRAINING, random)
              ? values.madeUpName(random)
              : values.value(source, random);
    };
  }

  private static String number(SplittableRandom random) {
    return random.nextInt(1, 500) + "." + random.nextInt(1, 10);
  }

  private Parameter choice(SplittableRandom random) {
    String pool = Draw.from(CHOSEN_FROM, random);
    List<String> all = new ArrayList<>(listed.get(pool));
    List<String> choices = new ArrayList<>();
    while (choices.size() < 3 && !all.isEmpty()) {
      choices.add(all.remove(random.nextInt(all.size())));
    }
    String spoken =
        language == Language.EN
            ? pool
            : List.of("部门", "颜色", "状态", "级别", "日子", "材料").get(CHOSEN_FROM.indexOf(pool));
    return new Parameter(pool, spoken, "string", choices, pool, Draw.from(choices, random));
  }

  /** "with city Paris and days 3", from a pattern such as "with {p} {v} | and {p} {v}". */
  static String said(String pattern, List<Parameter> parameters) {
    String[] parts = pattern.split(" \\| ", -1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parameters.size(); i++) {
      String part = parts[Math.min(i, 1)];
      Parameter parameter = parameters.get(i);
      text.append(filled(i > 0 ? apart(part) : part, parameter.spoken(), parameter.value()));
    }
    return text.append(parts.length > 2 ? apart(parts[2]) : "").toString();
  }

  /** "and" and its like stand apart from what is before them, punctuation does not. */
  private static String apart(String part) {
    return part.matches("[a-z/>&(-].*") ? " " + part : part;
  }

  /** Where nobody could tell the end of a name from a value behind it, a space is between them. */
  private static String filled(String part, String spoken, String value) {
    String spaced = runInto(spoken, value) ? part.replace("{p}{v}", "{p} {v}") : part;
    if (runInto(value, spoken)) {
      spaced = spaced.replace("{v}{p}", "{v} {p}");
    }
    return spaced.replace("{p}", spoken).replace("{v}", value);
  }

  private static boolean runInto(String first, String second) {
    return isLatinOrDigit(first.charAt(first.length() - 1)) && isLatinOrDigit(second.charAt(0));
  }

  private static boolean isLatinOrDigit(char character) {
    return character < 128 && Character.isLetterOrDigit(character);
  }

  /**
   * Names as a list, with types or without, or as a JSON Schema.
   *
   * @param explained whether it is told what people say for them; then the short form of a schema
   *     tells this instead of types
   */
  String fields(List<Parameter> parameters, int style, boolean explained) {
    return switch (style) {
      case 0 ->
          joined(
              parameters,
              p -> explained ? p.name() + inBrackets(List.of(p.spoken())) : p.name(),
              "",
              "");
      case 1 ->
          joined(
              parameters,
              p ->
                  p.name()
                      + inBrackets(explained ? List.of(p.spoken(), p.type()) : List.of(p.type())),
              "",
              "");
      case 2 ->
          joined(
              parameters,
              p -> "\"%s\": \"%s\"".formatted(p.name(), explained ? p.spoken() : p.type()),
              "{",
              "}");
      default ->
          joined(
              parameters,
              p ->
                  "\"%s\": {\"type\": \"%s\"%s}"
                      .formatted(
                          p.name(),
                          p.type(),
                          explained ? ", \"description\": \"" + p.spoken() + "\"" : ""),
              "{\"type\": \"object\", \"properties\": {",
              "}}");
    };
  }

  private static String joined(
      List<Parameter> parameters, Function<Parameter, String> said, String before, String behind) {
    return parameters.stream().map(said).collect(Collectors.joining(", ", before, behind));
  }

  private String inBrackets(List<String> parts) {
    return language == Language.EN
        ? " (" + String.join(", ", parts) + ")"
        : "（" + String.join("，", parts) + "）";
  }
}
