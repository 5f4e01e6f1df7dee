// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Several lengths, each with its share of the requests. */
public record LengthMix(List<Lengths> parts) {
  private static final Pattern PART =
      Pattern.compile("(?:(\\d{1,9}(?:\\.\\d{1,9})?):)?(\\d{1,9})/(\\d{1,9})");

  public LengthMix {
    parts = List.copyOf(parts);
  }

  /** All requests alike. */
  public static LengthMix of(int prompt, int answer) {
    return new LengthMix(List.of(new Lengths(1, prompt, answer)));
  }

  /**
   * Reads {@code SHARE:PROMPT/ANSWER,...}; without shares all are alike.
   *
   * @throws IllegalArgumentException when that is no mix
   */
  public static LengthMix parse(String text) {
    return new LengthMix(Arrays.stream(text.split(",", -1)).map(LengthMix::part).toList());
  }

  private static Lengths part(String text) {
    Matcher matcher = PART.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a mix is like 0.8:128/64,0.2:2000/200, not '" + text + "'");
    }
    return new Lengths(
        matcher.group(1) == null ? 1 : Double.parseDouble(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  /** Draws one by its share. */
  public Lengths draw(RandomGenerator random) {
    double left = random.nextDouble() * parts.stream().mapToDouble(Lengths::share).sum();
    for (Lengths part : parts) {
      left -= part.share();
      if (left < 0) {
        return part;
      }
    }
    return parts.get(parts.size() - 1);
  }

  @Override
  public String toString() {
    return parts.stream()
        .map(part -> number(part.share()) + ":" + part.prompt() + "/" + part.answer())
        .collect(Collectors.joining(","));
  }

  private static String number(double share) {
    return share == Math.rint(share)
        ? Long.toString(Math.round(share))
        : String.format(Locale.ROOT, "%s", share);
  }
}
