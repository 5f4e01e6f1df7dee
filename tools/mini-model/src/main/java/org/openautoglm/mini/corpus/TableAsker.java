// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.openautoglm.mini.corpus.Table.Column;
import org.openautoglm.mini.corpus.Table.Type;

/** Asks questions about tables, in one language. */
final class TableAsker {
  private static final double ABSENT_VALUE = 0.12;
  private static final double COUNT_ALL = 0.15;
  private static final double SUM_OF_SOME = 0.3;
  private static final double SUM_OF_SOME_TRAINING = 0.55;
  private static final double EQUAL_NUMBER = 0.15;

  /** A question with its table and answer. */
  record Asked(Table table, String question, TableAnswers.Answer answer) {}

  private enum Comparison {
    EQUAL("="),
    GREATER(">"),
    LESS("<");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    String section() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which rows are asked about. */
  private record Condition(Column column, Comparison comparison, String value) {
    boolean holds(int row) {
      return switch (comparison) {
        case EQUAL -> column.values().get(row).equals(value);
        case GREATER -> column.number(row) > Integer.parseInt(value);
        case LESS -> column.number(row) < Integer.parseInt(value);
      };
    }

    /** All rows, read as far as this condition and another column need. */
    TableAnswers.Examined examined(Table table, Column other) {
      return new TableAnswers.Examined(
          column.name() + " " + comparison.sign + " " + value,
          table.key().values(),
          table.lines(table.rows(), column, other),
          table.rows().stream().filter(this::holds).collect(Collectors.toSet()));
    }
  }

  private final TablePhrases phrases;
  private final TableAnswers answers;
  private final double sumOfSome;

  TableAsker(Phrasings phrasings, Language language) {
    phrases = new TablePhrases(phrasings, language);
    answers = new TableAnswers(language);
    // a condition is easily overlooked where the question may as well have none
    sumOfSome = phrasings == Phrasings.TRAINING ? SUM_OF_SOME_TRAINING : SUM_OF_SOME;
  }

  /**
   * What is going to be asked.
   *
   * @param types columns the table must have
   * @param other of two ways to ask: all rows instead of some, some rows' sum instead of all
   */
  private record Plan(TableQuestions.Kind kind, List<Type> types, boolean other) {
    static Plan of(TableQuestions.Kind kind, double sumOfSome, SplittableRandom random) {
      return switch (kind) {
        case COUNT -> new Plan(kind, List.of(anyType(random)), Draw.chance(COUNT_ALL, random));
        case SUM ->
            Draw.chance(sumOfSome, random)
                ? new Plan(kind, List.of(Type.NUMBER, Type.CATEGORY), true)
                : new Plan(kind, List.of(Type.NUMBER), false);
        case LOOK_UP, FILTER -> new Plan(kind, List.of(anyType(random)), false);
      };
    }
  }

  /** Asks about a new table. */
  Asked ask(TableQuestions.Kind kind, TableMaker maker, SplittableRandom random) {
    Plan plan = Plan.of(kind, sumOfSome, random);
    return ask(plan, maker.table(plan.types(), random), random);
  }

  /** Asks about a table that is already there, unless it has no columns for it. */
  Optional<Asked> askAgain(TableQuestions.Kind kind, Table table, SplittableRandom random) {
    Plan plan = Plan.of(kind, sumOfSome, random);
    return plan.types().stream().noneMatch(type -> table.of(type).isEmpty())
        ? Optional.of(ask(plan, table, random))
        : Optional.empty();
  }

  private Asked ask(Plan plan, Table table, SplittableRandom random) {
    return switch (plan.kind()) {
      case LOOK_UP -> lookUp(table, random);
      case FILTER -> filter(table, plan.types().get(0), random);
      case COUNT ->
          plan.other() ? countAll(table, random) : count(table, plan.types().get(0), random);
      case SUM -> plan.other() ? sumOfSome(table, random) : sum(table, random);
    };
  }

  private Asked lookUp(Table table, SplittableRandom random) {
    Column column = table.columns().get(random.nextInt(1, table.columns().size()));
    int row = Draw.from(table.rows(), random);
    String key = table.key().values().get(row);
    String question = question("look-up", "", table, column, key, random);
    return new Asked(
        table,
        question,
        answers.lookUp(
            key, column.name(), table.lines(List.of(row), column), column.values().get(row)));
  }

  private Asked filter(Table table, Type type, SplittableRandom random) {
    Condition condition = condition(Draw.from(table.of(type), random), random);
    String question = question("filter", table, condition, random);
    return new Asked(
        table, question, answers.filter(condition.examined(table, condition.column())));
  }

  private Asked count(Table table, Type type, SplittableRandom random) {
    Condition condition = condition(Draw.from(table.of(type), random), random);
    String question = question("count", table, condition, random);
    return new Asked(table, question, answers.count(condition.examined(table, condition.column())));
  }

  private Asked countAll(Table table, SplittableRandom random) {
    String question = question("all", "", table, table.key(), "", random);
    return new Asked(table, question, answers.count(table.lines(table.rows(), table.key())));
  }

  private Asked sum(Table table, SplittableRandom random) {
    Column column = Draw.from(table.of(Type.NUMBER), random);
    String question = question("sum", "", table, column, "", random);
    return new Asked(
        table,
        question,
        answers.sum(column.name(), table.lines(table.rows(), column), numbers(table, column)));
  }

  private Asked sumOfSome(Table table, SplittableRandom random) {
    Column summed = Draw.from(table.of(Type.NUMBER), random);
    Column column = Draw.from(table.of(Type.CATEGORY), random);
    Condition condition =
        new Condition(column, Comparison.EQUAL, Draw.from(column.values(), random));
    TablePhrases.Words words =
        new TablePhrases.Words(
            spoken(column, random),
            spoken(table.key(), random),
            "",
            condition.value(),
            spoken(summed, random));
    String question = phrases.question("sum some", "equal", words, random);
    return new Asked(
        table,
        question,
        answers.sum(summed.name(), condition.examined(table, summed), numbers(table, summed)));
  }

  private static List<Integer> numbers(Table table, Column column) {
    return table.rows().stream().map(column::number).toList();
  }

  private static Type anyType(SplittableRandom random) {
    return random.nextBoolean() ? Type.CATEGORY : Type.NUMBER;
  }

  private static Condition condition(Column column, SplittableRandom random) {
    if (column.type() == Type.CATEGORY || Draw.chance(EQUAL_NUMBER, random)) {
      boolean absent = Draw.chance(ABSENT_VALUE, random);
      String value = absent ? column.absent() : Draw.from(column.values(), random);
      return new Condition(column, Comparison.EQUAL, value);
    }
    Comparison comparison = random.nextBoolean() ? Comparison.GREATER : Comparison.LESS;
    int near = column.number(random.nextInt(column.values().size())) + random.nextInt(-2, 3);
    return new Condition(column, comparison, Integer.toString(Math.max(1, near)));
  }

  private String question(String kind, Table table, Condition condition, SplittableRandom random) {
    TablePhrases.Words words =
        new TablePhrases.Words(
            spoken(condition.column(), random),
            spoken(table.key(), random),
            "",
            condition.value(),
            "");
    return phrases.question(kind, condition.comparison().section(), words, random);
  }

  private String question(
      String kind,
      String condition,
      Table table,
      Column column,
      String key,
      SplittableRandom random) {
    String name = spoken(column, random);
    TablePhrases.Words words =
        new TablePhrases.Words(name, spoken(table.key(), random), key, "", name);
    return phrases.question(kind, condition, words, random);
  }

  /** A column's name as one says it: underscores may become spaces. */
  private static String spoken(Column column, SplittableRandom random) {
    return random.nextBoolean() ? column.name().replace('_', ' ') : column.name();
  }
}
