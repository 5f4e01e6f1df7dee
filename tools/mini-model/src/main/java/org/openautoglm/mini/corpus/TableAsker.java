// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.openautoglm.mini.corpus.Table.Column;
import org.openautoglm.mini.corpus.Table.Type;

/** Asks questions about tables, in one language. */
final class TableAsker {
  private static final double ABSENT_VALUE = 0.12;
  private static final double COUNT_ALL = 0.15;
  private static final double SUM_OF_SOME = 0.3;
  private static final double EQUAL_NUMBER = 0.15;

  /** A question with its table and answer. */
  record Asked(Table table, String question, TableAnswers.Answer answer) {}

  private enum Comparison {
    EQUAL,
    GREATER,
    LESS;

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

    List<Integer> rows(Table table) {
      return table.rows().stream().filter(this::holds).toList();
    }
  }

  private final TablePhrases phrases;
  private final TableAnswers answers;

  TableAsker(TablePhrases phrases, TableAnswers answers) {
    this.phrases = phrases;
    this.answers = answers;
  }

  Asked ask(TableQuestions.Kind kind, TableMaker maker, SplittableRandom random) {
    return switch (kind) {
      case LOOK_UP -> lookUp(maker, random);
      case FILTER -> filter(maker, random);
      case COUNT -> Draw.chance(COUNT_ALL, random) ? countAll(maker, random) : count(maker, random);
      case SUM -> Draw.chance(SUM_OF_SOME, random) ? sumOfSome(maker, random) : sum(maker, random);
      case EXTREME -> extreme(maker, random);
    };
  }

  private Asked lookUp(TableMaker maker, SplittableRandom random) {
    Table table = maker.table(List.of(anyType(random)), random);
    Column column = table.columns().get(random.nextInt(1, table.columns().size()));
    int row = Draw.from(table.rows(), random);
    String question = question("look-up", "", table, column, table.key().values().get(row), random);
    return new Asked(table, question, answers.lookUp(column.values().get(row)));
  }

  private Asked filter(TableMaker maker, SplittableRandom random) {
    Type type = anyType(random);
    Table table = maker.table(List.of(type), random);
    Condition condition = condition(Draw.from(table.of(type), random), random);
    String question = question("filter", table, condition, random);
    return new Asked(table, question, answers.filter(table.keys(condition.rows(table))));
  }

  private Asked count(TableMaker maker, SplittableRandom random) {
    Type type = anyType(random);
    Table table = maker.table(List.of(type), random);
    Condition condition = condition(Draw.from(table.of(type), random), random);
    String question = question("count", table, condition, random);
    return new Asked(table, question, answers.count(table.keys(condition.rows(table))));
  }

  private Asked countAll(TableMaker maker, SplittableRandom random) {
    Table table = maker.table(List.of(anyType(random)), random);
    String question = question("all", "", table, table.key(), "", random);
    return new Asked(table, question, answers.count(table.keys(table.rows())));
  }

  private Asked sum(TableMaker maker, SplittableRandom random) {
    Table table = maker.table(List.of(Type.NUMBER), random);
    Column column = Draw.from(table.of(Type.NUMBER), random);
    String question = question("sum", "", table, column, "", random);
    return new Asked(
        table, question, answers.sum(table.rows().stream().map(column::number).toList()));
  }

  private Asked sumOfSome(TableMaker maker, SplittableRandom random) {
    Table table = maker.table(List.of(Type.NUMBER, Type.CATEGORY), random);
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
    List<Integer> numbers = condition.rows(table).stream().map(summed::number).toList();
    return new Asked(table, question, answers.sum(numbers));
  }

  private Asked extreme(TableMaker maker, SplittableRandom random) {
    boolean greatest = random.nextBoolean();
    while (true) {
      Table table = maker.table(List.of(Type.NUMBER), random);
      Column column = Draw.from(table.of(Type.NUMBER), random);
      List<Integer> numbers = table.rows().stream().map(column::number).sorted().toList();
      int extreme = numbers.get(greatest ? numbers.size() - 1 : 0);
      int row = column.values().indexOf(Integer.toString(extreme));
      if (row == column.values().lastIndexOf(Integer.toString(extreme))) {
        String question = question(greatest ? "max" : "min", "", table, column, "", random);
        return new Asked(table, question, answers.extreme(table.key().values().get(row), extreme));
      }
    }
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
