// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.openautoglm.mini.corpus.Table.Column;
import org.openautoglm.mini.corpus.Table.Type;
import org.openautoglm.mini.corpus.TableWords.Heading;

/** Makes small tables with the columns that a question needs. */
final class TableMaker {
  static final int LARGEST_NUMBER = 30;
  private static final double MADE_UP_COLUMN = 0.1;
  private static final double MADE_UP_COLUMN_TRAINING = 0.3;
  private static final double MADE_UP_VALUE = 0.06;
  private static final double MADE_UP_VALUE_TRAINING = 0.15;
  private static final List<Type> FURTHER_COLUMNS =
      List.of(Type.CATEGORY, Type.CATEGORY, Type.NUMBER, Type.NUMBER, Type.DETAIL);

  /** How the names of all columns of a table are written. */
  private enum Style {
    SNAKE_CASE,
    SPACES,
    CAPITAL,
    CAPITALS
  }

  private final TableWords words;

  TableMaker(TableWords words) {
    this.words = words;
  }

  /**
   * A table of 2 to 8 rows and 2 to 4 columns. No two columns are filled with the same words, so
   * that a value tells its column.
   *
   * @param needed types of columns that must be there besides the key; others may come
   */
  Table table(List<Type> needed, SplittableRandom random) {
    List<Type> types = new ArrayList<>(needed);
    int width = random.nextInt(types.size(), 4);
    while (types.size() < width) {
      Type further = Draw.from(FURTHER_COLUMNS, random);
      // there are too few kinds of details for a key and two columns of them
      types.add(types.contains(Type.DETAIL) && further == Type.DETAIL ? Type.NUMBER : further);
    }
    shuffle(types, random);
    types.add(0, Type.KEY);
    int rows = random.nextInt(2, 9);
    Style style = Draw.from(List.of(Style.values()), random);
    Set<String> names = new LinkedHashSet<>();
    Set<String> pools = new LinkedHashSet<>();
    List<Column> columns = new ArrayList<>();
    for (Type type : types) {
      Heading heading = words.heading(type, random);
      while (names.contains(heading.name().toLowerCase(Locale.ROOT))
          || pools.contains(heading.pool())) {
        heading = words.heading(type, random);
      }
      names.add(heading.name().toLowerCase(Locale.ROOT));
      pools.add(heading.pool());
      columns.add(column(type, heading.pool(), rows, written(heading.name(), style), random));
    }
    return new Table(columns);
  }

  private Column column(Type type, String pool, int rows, String name, SplittableRandom random) {
    if (type == Type.CATEGORY) {
      List<String> few = distinct(type, pool, random.nextInt(3, 6), random);
      List<String> values = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        values.add(Draw.from(few.subList(1, few.size()), random));
      }
      return new Column(name, type, values, few.get(0));
    }
    if (type == Type.KEY) {
      List<String> values = distinct(type, pool, rows + 1, random);
      return new Column(name, type, values.subList(1, rows + 1), values.get(0));
    }
    List<String> values = new ArrayList<>();
    while (values.size() < rows) {
      values.add(value(type, pool, random));
    }
    String absent = value(type, pool, random);
    while (values.contains(absent)) {
      absent = value(type, pool, random);
    }
    return new Column(name, type, values, absent);
  }

  private List<String> distinct(Type type, String pool, int count, SplittableRandom random) {
    boolean madeUp = Draw.chance(words.trains() ? MADE_UP_COLUMN_TRAINING : MADE_UP_COLUMN, random);
    Set<String> values = new LinkedHashSet<>();
    while (values.size() < count) {
      values.add(madeUp ? words.madeUpName(random) : value(type, pool, random));
    }
    return List.copyOf(values);
  }

  private String value(Type type, String pool, SplittableRandom random) {
    if (type == Type.NUMBER) {
      return Integer.toString(random.nextInt(1, LARGEST_NUMBER + 1));
    }
    double madeUp = words.trains() ? MADE_UP_VALUE_TRAINING : MADE_UP_VALUE;
    return type != Type.DETAIL && Draw.chance(madeUp, random)
        ? words.madeUpName(random)
        : words.value(pool, random);
  }

  private static String written(String name, Style style) {
    return switch (style) {
      case SNAKE_CASE -> name.replace(' ', '_');
      case SPACES -> name;
      case CAPITAL -> capitalised(name);
      case CAPITALS ->
          List.of(name.split(" ")).stream()
              .map(TableMaker::capitalised)
              .collect(Collectors.joining(" "));
    };
  }

  private static String capitalised(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static void shuffle(List<Type> types, SplittableRandom random) {
    for (int i = types.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Type type = types.get(i);
      types.set(i, types.get(j));
      types.set(j, type);
    }
  }
}
