// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.openautoglm.mini.corpus.Example;
import org.openautoglm.mini.corpus.ExampleSource;
import org.openautoglm.mini.corpus.FactQuestions;
import org.openautoglm.mini.corpus.JsonFields;
import org.openautoglm.mini.corpus.Language;
import org.openautoglm.mini.corpus.Phrasings;
import org.openautoglm.mini.corpus.SmallTalk;
import org.openautoglm.mini.corpus.TableQuestions;
import org.openautoglm.mini.corpus.ToolCalls;
import org.openautoglm.mini.corpus.UnrelatedQuestions;

/**
 * Questions of one kind.
 *
 * @param name as the table shows it
 * @param goal share of right answers that is wanted, 0 to 1
 */
record Task(String name, double goal, List<Example> examples) {
  private static final int DRAWN = 100;

  /**
   * @param seed of those that are made up
   */
  static List<Task> all(long seed) {
    List<Task> tasks = new ArrayList<>();
    for (Language language : Language.values()) {
      tasks.add(new Task("facts, " + language, 0.9, FactQuestions.unseen(language)));
    }
    for (Language language : Language.values()) {
      tasks.add(new Task("small talk, " + language, 0.9, SmallTalk.unseen(language)));
    }
    for (Language language : Language.values()) {
      tasks.add(
          new Task("unrelated questions, " + language, 0.9, UnrelatedQuestions.unseen(language)));
    }
    tasks.add(drawn("tool calls", seed, new ToolCalls(Phrasings.HELD_OUT)));
    tasks.add(drawn("JSON fields", seed, new JsonFields(Phrasings.HELD_OUT)));
    for (TableQuestions.Kind kind : TableQuestions.Kind.values()) {
      tasks.add(
          drawn(
              "table, " + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              seed,
              new TableQuestions(Phrasings.HELD_OUT, kind)));
    }
    return tasks;
  }

  private static Task drawn(String name, long seed, ExampleSource source) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Task(name, 0.8, Stream.generate(() -> source.next(random)).limit(DRAWN).toList());
  }
}
