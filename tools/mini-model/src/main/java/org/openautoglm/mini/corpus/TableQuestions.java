// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Questions about a small CSV table in the prompt, answered with the work shown. In training more
 * questions about the same table may follow: every answer of a conversation is learnt.
 */
public final class TableQuestions implements ExampleSource {
  private static final double OTHER_LANGUAGE_TABLE_EN = 0.04;
  private static final double OTHER_LANGUAGE_TABLE_ZH = 0.15;
  private static final double LABEL = 0.25;
  private static final double FENCE = 0.2;
  private static final double BLANK_LINE = 0.3;
  private static final double FOLLOWED = 0.6;
  private static final int MOST_FOLLOWING = 2;
  private static final double QUESTION_FIRST_TRAINING = 0.7;

  /** What is asked for. */
  public enum Kind {
    /** The value in one row and column. */
    LOOK_UP,
    /** The rows for which a condition holds. */
    FILTER,
    /** The number of rows for which a condition holds. */
    COUNT,
    /** The total of a column. */
    SUM
  }

  private final boolean oneQuestion;
  private final List<Kind> kinds;
  private final Map<Language, TableAsker> askers = new EnumMap<>(Language.class);
  private final Map<Language, TableMaker> makers = new EnumMap<>(Language.class);

  /** All kinds. */
  public TableQuestions(Phrasings phrasings) {
    this(phrasings, List.of(Kind.values()));
  }

  /** One kind only. */
  public TableQuestions(Phrasings phrasings, Kind kind) {
    this(phrasings, List.of(kind));
  }

  private TableQuestions(Phrasings phrasings, List<Kind> kinds) {
    this.kinds = kinds;
    oneQuestion = phrasings == Phrasings.HELD_OUT;
    for (Language language : Language.values()) {
      makers.put(language, new TableMaker(new TableWords(phrasings, language)));
      askers.put(language, new TableAsker(phrasings, language));
    }
  }

  @Override
  public Example next(SplittableRandom random) {
    Language language = Draw.from(List.of(Language.values()), random);
    Kind kind = Draw.from(kinds, random);
    TableAsker asker = askers.get(language);
    TableAsker.Asked asked = asker.ask(kind, maker(language, random), random);
    Table table = asked.table();
    List<Map<String, Object>> messages = new ArrayList<>();
    messages.add(Example.user(prompt(table.csv(), asked.question(), language, random)));
    if (!oneQuestion && Draw.chance(FOLLOWED, random)) {
      for (int i = random.nextInt(1, MOST_FOLLOWING + 1); i > 0; i--) {
        Optional<TableAsker.Asked> next = asker.askAgain(Draw.from(kinds, random), table, random);
        if (next.isPresent()) {
          messages.add(Example.assistant(asked.answer().text()));
          messages.add(Example.user(next.get().question()));
          asked = next.get();
        }
      }
    }
    return new Example(messages, List.of(), asked.answer().text(), asked.answer().right());
  }

  /** Now and then a question is about a table in the other language. */
  private TableMaker maker(Language language, SplittableRandom random) {
    boolean english = language == Language.EN;
    boolean other =
        Draw.chance(english ? OTHER_LANGUAGE_TABLE_EN : OTHER_LANGUAGE_TABLE_ZH, random);
    return makers.get(english == other ? Language.ZH : Language.EN);
  }

  /**
   * A question before the table has to be remembered over all of it. Of the later ones, which need
   * not be, there are enough.
   */
  private String prompt(String csv, String question, Language language, SplittableRandom random) {
    String table = Draw.chance(FENCE, random) ? "```csv\n" + csv + "\n```" : csv;
    if (Draw.chance(LABEL, random)) {
      table = (language == Language.EN ? "Table:\n" : "表格：\n") + table;
    }
    boolean tableFirst =
        oneQuestion ? random.nextBoolean() : !Draw.chance(QUESTION_FIRST_TRAINING, random);
    if (tableFirst) {
      return table + "\n\n" + question;
    }
    return question + (Draw.chance(BLANK_LINE, random) ? "\n\n" : "\n") + table;
  }
}
