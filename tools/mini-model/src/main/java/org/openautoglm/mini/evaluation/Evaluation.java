// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.evaluation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openautoglm.engine.runtime.NativeProgram;
import org.openautoglm.mini.corpus.Example;

/** The program behind {@code ./autoglm mini eval}. */
public final class Evaluation {
  private final EvaluationOptions options;
  private final PrintStream out;

  private Evaluation(EvaluationOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Exits with 2 when the arguments are wrong and with 1 when a goal is missed. */
  public static void main(String[] arguments) {
    NativeProgram.run(() -> run(System.out, System.err, arguments));
  }

  static int run(PrintStream out, PrintStream errors, String... arguments) {
    if (List.of(arguments).contains("--help")) {
      out.print(EvaluationOptions.USAGE);
      return 0;
    }
    EvaluationOptions options;
    try {
      options = EvaluationOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      errors.println("autoglm: " + e.getMessage());
      errors.print(EvaluationOptions.USAGE);
      return 2;
    }
    return new Evaluation(options, out).examine();
  }

  private int examine() {
    long start = System.nanoTime();
    out.printf("%-26s %6s %6s %7s %6s%n", "asked for", "asked", "right", "share", "goal");
    List<Result> results = results();
    long missed = results.stream().filter(result -> !result.isReached()).count();
    out.printf(
        Locale.ROOT,
        "%s in %.0f s%n",
        missed == 0 ? "Every goal was reached" : missed + " goals were missed",
        (System.nanoTime() - start) * 1e-9);
    return missed == 0 ? 0 : 1;
  }

  /** What came out for all tasks; shown as it comes. */
  static List<Result> results(EvaluationOptions options, PrintStream out) {
    return new Evaluation(options, out).results();
  }

  private List<Result> results() {
    List<Result> results = new ArrayList<>();
    try (Subject subject =
        Subject.load(options.folder(), options.natives(), options.threads(), options.type())) {
      for (Task task : Task.all(options.seed())) {
        Result result = judge(task, subject.answers(task.examples()));
        out.println(result);
        results.add(result);
      }
    }
    return results;
  }

  private Result judge(Task task, List<String> answers) {
    int right = 0;
    for (int i = 0; i < answers.size(); i++) {
      Example example = task.examples().get(i);
      if (example.right().test(answers.get(i))) {
        right++;
      } else if (options.wrong()) {
        show(example, answers.get(i));
      }
    }
    return new Result(task.name(), answers.size(), right, task.goal());
  }

  private void show(Example example, String answer) {
    Map<String, Object> last = example.messages().get(example.messages().size() - 1);
    out.println("  asked:  " + oneLine(last.get("content").toString()));
    out.println("  wanted: " + oneLine(example.answer()));
    out.println("  got:    " + oneLine(answer));
  }

  private static String oneLine(String text) {
    return text.replace("\n", "\\n");
  }
}
