// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
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
  private static final double OTHER_NAME_TRAINING = 0.5;
  private static final double OTHER_VALUES_TRAINING = 0.3;
  private static final double TWO_WORDS_TRAINING = 0.3;
  private static final double CHOICE = 0.15;
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
    boolean translated = explained && values.trains() && random.nextBoolean();
    return new Word(name, translated ? values.madeUp(random) : name);
  }

  private Word word(String section, boolean explained, SplittableRandom random) {
    String[] parts = entry(section, random);
    if (language == Language.EN) {
      return new Word(parts[0], parts[0]);
    }
    // only a description can tell that another word is meant: it is to be read, not guessed
    boolean other = explained && values.trains() && Draw.chance(OTHER_NAME_TRAINING, random);
    return new Word(parts[0], other ? entry(section, random)[1] : parts[1]);
  }

  private String[] entry(String section, SplittableRandom random) {
    boolean unseen = phrasings == Phrasings.HELD_OUT && random.nextBoolean();
    return Draw.from(words.get(unseen ? section + " unseen" : section), random).split(" = ");
  }

  /** A word that can only be copied. */
  String madeUp(SplittableRandom random) {
    return english.madeUp(random).toLowerCase(Locale.ROOT);
  }

  /** Different parameters with values. */
  List<Parameter> parameters(int count, SplittableRandom random) {
    List<Parameter> parameters = new ArrayList<>();
    while (parameters.size() < count) {
      Parameter next = parameter(random);
      if (parameters.stream()
          .noneMatch(
              other ->
                  other.spoken().contains(next.spoken())
                      || next.spoken().contains(other.spoken()))) {
        parameters.add(next);
      }
    }
    return parameters;
  }

  private Parameter parameter(SplittableRandom random) {
    if (Draw.chance(CHOICE, random)) {
      return choice(random);
    }
    String[] parts = entry("parameter", random);
    boolean other = values.trains() && Draw.chance(OTHER_VALUES_TRAINING, random);
    // a name does not tell the type
    String pool = other ? entry("parameter", random)[2] : parts[2];
    String name = parts[0];
    String spoken = language == Language.EN ? name.replace('_', ' ') : parts[1];
    if (Draw.chance(values.trains() ? MADE_UP_PARAMETER_TRAINING : MADE_UP_PARAMETER, random)) {
      boolean word = language == Language.EN || (values.trains() && random.nextBoolean());
      spoken = word ? madeUp(random) : "x" + random.nextInt(1, 100);
      if (word && values.trains() && Draw.chance(TWO_WORDS_TRAINING, random)) {
        spoken += " " + madeUp(random);
      }
      name = spoken.replace(' ', '_');
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
    return part.matches("[a-z/-].*") ? " " + part : part;
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

  /** Names and types, as a list or as a JSON Schema. */
  static String fields(List<Parameter> parameters, int style) {
    return switch (style) {
      case 0 -> parameters.stream().map(Parameter::name).collect(Collectors.joining(", "));
      case 1 ->
          parameters.stream()
              .map(p -> p.name() + " (" + p.type() + ")")
              .collect(Collectors.joining(", "));
      case 2 ->
          parameters.stream()
              .map(p -> "\"" + p.name() + "\": \"" + p.type() + "\"")
              .collect(Collectors.joining(", ", "{", "}"));
      default ->
          parameters.stream()
              .map(p -> "\"" + p.name() + "\": {\"type\": \"" + p.type() + "\"}")
              .collect(Collectors.joining(", ", "{\"type\": \"object\", \"properties\": {", "}}"));
    };
  }
}
