// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The words that tables are made of. Half of those of held-out tables are unseen in training. */
final class TableWords {
  private static final double UNSEEN = 0.5;
  private static final double MADE_UP_NAME = 0.08;
  private static final double MADE_UP_NAME_TRAINING = 0.35;
  private static final double FROM_LEXICON = 0.7;
  private static final double TWO_WORDS = 0.25;
  private static final double ANY_PREFIX = 0.5;
  private static final double ANOTHER_LETTER = 0.55;

  /**
   * A column to be filled.
   *
   * @param pool the name of the words that fill it
   */
  record Heading(String name, String pool) {}

  private final Phrasings phrasings;
  private final Language language;
  private final Sections words;

  TableWords(Phrasings phrasings, Language language) {
    this.phrasings = phrasings;
    this.language = language;
    words = load(language);
  }

  /** All words of a language. */
  static Sections load(Language language) {
    return new Sections(
        Stream.of("names", "things", "cities", "values", "columns")
            .map(name -> "table-" + name + "." + language.code() + ".txt")
            .toArray(String[]::new));
  }

  /** A name for a column of this type and what to fill it with. */
  Heading heading(Table.Type type, SplittableRandom random) {
    String section = type.name().toLowerCase(Locale.ROOT);
    String[] parts = listed(section, random).split(" = ");
    String name =
        Draw.chance(trains() ? MADE_UP_NAME_TRAINING : MADE_UP_NAME, random)
            ? madeUpName(random)
            : parts[0];
    return new Heading(name, parts[parts.length - 1]);
  }

  /** A value for a column that is filled from this pool. */
  String value(String pool, SplittableRandom random) {
    return switch (pool) {
      case "code" -> codePrefix(random) + "-" + random.nextInt(100, 10_000);
      case "date" ->
          "%d-%02d-%02d"
              .formatted(random.nextInt(2019, 2028), random.nextInt(1, 13), random.nextInt(1, 29));
      case "amount" -> amount(random);
      default -> listed(pool, random);
    };
  }

  /** Whether a model learns from these words; it then has to copy more than it is examined in. */
  boolean trains() {
    return phrasings == Phrasings.TRAINING;
  }

  private String codePrefix(SplittableRandom random) {
    if (!trains() || !Draw.chance(ANY_PREFIX, random)) {
      return listed("code prefix", random);
    }
    StringBuilder prefix = new StringBuilder();
    do {
      prefix.append((char) random.nextInt('A', 'Z' + 1));
    } while (Draw.chance(ANOTHER_LETTER, random));
    return prefix.toString();
  }

  /** Like {@link #madeUp}, in training now and then of two words, as many names are. */
  String madeUpName(SplittableRandom random) {
    String name = madeUp(random);
    return trains() && language == Language.EN && Draw.chance(TWO_WORDS, random)
        ? name + " " + madeUp(random)
        : name;
  }

  /** A word that stands in no list: it can only be copied. */
  String madeUp(SplittableRandom random) {
    StringBuilder word = new StringBuilder();
    if (trains() && Draw.chance(FROM_LEXICON, random)) {
      word.append(Lexicon.of(language).word(random));
    } else {
      word.append(listed("syllable", random));
      int more = random.nextInt(1, 3);
      for (int i = 0; i < more; i++) {
        word.append(Draw.from(words.get("syllable"), random));
      }
    }
    if (language == Language.EN && random.nextBoolean()) {
      word.setCharAt(0, Character.toUpperCase(word.charAt(0)));
    }
    return word.toString();
  }

  private String listed(String section, SplittableRandom random) {
    boolean unseen = phrasings == Phrasings.HELD_OUT && Draw.chance(UNSEEN, random);
    List<String> list = words.get(unseen ? section + " unseen" : section);
    return Draw.from(list, random);
  }

  private static String amount(SplittableRandom random) {
    String whole = Integer.toString(random.nextInt(31, 2000));
    return random.nextBoolean()
        ? whole
        : whole + "." + random.nextInt(10) + Draw.from(List.of("0", "5", "9"), random);
  }
}
