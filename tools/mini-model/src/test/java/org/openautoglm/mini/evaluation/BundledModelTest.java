// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openautoglm.mini.corpus.Corpus;

/** The committed weights. */
class BundledModelTest {
  private static final long MOST_BYTES = 16_000_000;
  private static final double TOLERANCE = 0.05;
  private static final Path FOLDER =
      Path.of(System.getProperty("mini.home"), "models", "autoglm-mini");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Evaluation.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8),
        arguments);
  }

  @Test
  void theyAreSmall() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(MOST_BYTES);
    }
  }

  /** What was taught in one form is not understood in another. */
  @Test
  void theirChatTemplateIsTheOneTheyWereTaughtWith() throws IOException {
    try (InputStream taught = Corpus.class.getResourceAsStream("chat_template.jinja")) {
      assertThat(FOLDER.resolve("chat_template.jinja")).hasBinaryContent(taught.readAllBytes());
    }
  }

  /** Sums in bfloat16 differ a little between processors, and with them a few answers. */
  @Test
  void theyAreRightAsOftenAsTheirCardSays() throws IOException {
    String card = Files.readString(FOLDER.resolve("README.md"));
    PrintStream shown = new PrintStream(out, true, StandardCharsets.UTF_8);
    for (Result result : Evaluation.results(EvaluationOptions.parse(), shown)) {
      String task = result.task().replace(", EN", ", English").replace(", ZH", ", Chinese");
      Matcher row =
          Pattern.compile("\\| " + task + " \\| (\\d+) \\| (\\d+) %(, missed)? \\|").matcher(card);
      assertThat(row.find()).as(task).isTrue();
      assertThat(result.asked()).as(task).isEqualTo(Integer.parseInt(row.group(1)));
      double share = Integer.parseInt(row.group(2)) / 100.0;
      assertThat(result.share()).as(task).isCloseTo(share, within(TOLERANCE));
      assertThat(row.group(3) == null).as(task).isEqualTo(share >= result.goal());
    }
  }

  @Test
  void wrongOptionsAreNamed() {
    assertThat(run("--model", "x")).isEqualTo(2);
    assertThat(run("--threads", "none")).isEqualTo(2);
    assertThat(run("--seed", "x")).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("--model", "--threads must be a number", "--seed must be a number");
  }
}
