// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdditionsTest {
  private static final Pattern ADDITION = Pattern.compile("(\\d+) \\+ (\\d+) = (\\d+)");
  private static final Pattern ASKED = Pattern.compile("(\\d+) ?\\+ ?(\\d+)(?: =(?: \\?)?)?");

  @Test
  void everyAnswerIsTheSumOfWhatIsAskedBeforeIt() {
    SplittableRandom random = new SplittableRandom(4);
    Additions additions = new Additions();
    assertThat(Stream.generate(() -> additions.next(random)).limit(500))
        .allSatisfy(
            example -> {
              List<String> said =
                  Stream.concat(
                          example.messages().stream()
                              .map(message -> (String) message.get("content")),
                          Stream.of(example.answer()))
                      .toList();
              assertThat(said.size()).isEven();
              IntStream.range(0, said.size() / 2)
                  .forEach(turn -> assertSum(said.get(2 * turn), said.get(2 * turn + 1)));
            });
  }

  private static void assertSum(String question, String answer) {
    Matcher asked = ASKED.matcher(question);
    Matcher sum = ADDITION.matcher(answer);
    assertThat(asked.matches()).isTrue();
    assertThat(sum.matches()).isTrue();
    assertThat(List.of(sum.group(1), sum.group(2))).containsExactly(asked.group(1), asked.group(2));
    assertThat(Integer.parseInt(sum.group(3)))
        .isEqualTo(Integer.parseInt(asked.group(1)) + Integer.parseInt(asked.group(2)));
  }
}
