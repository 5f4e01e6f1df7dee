// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.sampling.StopStrings.Result;

class StopStringsTest {

  @Test
  void text_before_a_stop_string_comes_out_and_the_rest_is_dropped() {
    StopStrings stops = new StopStrings(List.of("END"));

    assertThat(stops.push("one EN")).isEqualTo(new Result("one ", false));
    assertThat(stops.push("D two")).isEqualTo(new Result("", true));
    assertThat(stops.push("three")).isEqualTo(new Result("", true));
    assertThat(stops.flush()).isEmpty();
  }

  @Test
  void text_that_only_began_like_a_stop_string_comes_out_later() {
    StopStrings stops = new StopStrings(List.of("END"));

    assertThat(stops.push("EN")).isEqualTo(new Result("", false));
    assertThat(stops.push("EN")).isEqualTo(new Result("EN", false));
    assertThat(stops.push("E")).isEqualTo(new Result("EN", false));
    assertThat(stops.flush()).isEqualTo("E");
  }

  @Test
  void the_stop_string_complete_first_wins_and_of_those_the_longest() {
    assertThat(new StopStrings(List.of("abcd", "bc")).push("xabcd"))
        .isEqualTo(new Result("xa", true));
    assertThat(new StopStrings(List.of("c", "abc")).push("xabc")).isEqualTo(new Result("x", true));
  }

  @Test
  void a_stop_string_may_begin_in_text_that_cannot_end_yet() {
    StopStrings stops = new StopStrings(List.of("END"));
    assertThat(stops.pass("END or EN")).isEqualTo("END or EN");
    assertThat(stops.push("D two")).isEqualTo(new Result("", true));

    StopStrings repeated = new StopStrings(List.of("\n\n"));
    assertThat(repeated.pass("a\n\n")).isEqualTo("a\n\n");
    assertThat(repeated.push("b\n")).isEqualTo(new Result("b", false));
    assertThat(repeated.push("\n")).isEqualTo(new Result("", true));
  }

  @Test
  void without_stop_strings_everything_comes_out_at_once() {
    StopStrings stops = new StopStrings(List.of());
    assertThat(stops.push("a\ud83d\ude00")).isEqualTo(new Result("a\ud83d\ude00", false));
    assertThat(stops.flush()).isEmpty();
  }

  @Test
  void a_pair_of_surrogates_cut_in_two_is_put_together_again() {
    StopStrings stops = new StopStrings(List.of("\ud83d\ude00!"));
    assertThat(stops.push("a\ud83d")).isEqualTo(new Result("a", false));
    assertThat(stops.push("\ude00")).isEqualTo(new Result("", false));
    assertThat(stops.push("?")).isEqualTo(new Result("\ud83d\ude00?", false));
    assertThat(stops.push("\ud83d")).isEqualTo(new Result("", false));
    assertThat(stops.flush()).isEqualTo("\ud83d");
  }

  @Test
  void half_a_pair_never_matches_a_stop_string() {
    assertThat(new StopStrings(List.of("\ude00")).push("\ud83d\ude00"))
        .isEqualTo(new Result("\ud83d\ude00", false));
  }

  @Test
  void an_empty_stop_string_is_refused() {
    assertThatThrownBy(() -> new StopStrings(List.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a stop string must not be empty");
  }

  @Property(tries = 5000)
  void the_same_text_comes_out_for_every_cut_and_nothing_leaks(
      @ForAll("text") String text,
      @ForAll("stopStrings") List<String> stopStrings,
      @ForAll @Size(max = 10) List<@IntRange(min = 1, max = 6) Integer> cuts) {
    StopStrings stops = new StopStrings(stopStrings);
    String expected = upToFirstStop(text, stopStrings);
    StringBuilder emitted = new StringBuilder();
    boolean stopped = false;

    for (String piece : pieces(text, cuts)) {
      Result result = stops.push(piece);
      emitted.append(result.text());
      stopped |= result.stopped();
      assertThat(expected).startsWith(emitted.toString());
      assertThat(endsWithinPair(emitted)).isFalse();
    }
    emitted.append(stops.flush());

    assertThat(emitted).hasToString(expected);
    assertThat(stopped).isEqualTo(stopStrings.stream().anyMatch(text::contains));
  }

  @Property(tries = 2000)
  void no_more_is_held_back_than_may_become_a_stop_string(
      @ForAll("text") String text, @ForAll("stopStrings") List<String> stopStrings) {
    StopStrings stops = new StopStrings(stopStrings);
    Result result = stops.push(text);
    if (!result.stopped()) {
      String held = text.substring(result.text().length());
      assertThat(held.isEmpty() || stopStrings.stream().anyMatch(stop -> stop.startsWith(held)))
          .isTrue();
    }
  }

  @Provide
  Arbitrary<String> text() {
    return characters().list().ofMaxSize(20).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<List<String>> stopStrings() {
    return characters()
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(list -> String.join("", list))
        .list()
        .ofMaxSize(4);
  }

  /** Few characters, so that stop strings and their beginnings are common. */
  private static Arbitrary<String> characters() {
    return Arbitraries.of("a", "b", "\u4f60", "\ud83d\ude00", "\ud83d\ude01");
  }

  /** The definition, character by character. */
  private static String upToFirstStop(String text, List<String> stopStrings) {
    for (int end = 1; end <= text.length(); end++) {
      String head = text.substring(0, end);
      int longest =
          stopStrings.stream().filter(head::endsWith).mapToInt(String::length).max().orElse(0);
      if (longest > 0) {
        return head.substring(0, end - longest);
      }
    }
    return text;
  }

  /** Cuts between chars, even within surrogate pairs; the last cut repeats. */
  private static List<String> pieces(String text, List<Integer> cuts) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; from < text.length(); i++) {
      int length = cuts.isEmpty() ? text.length() : cuts.get(Math.min(i, cuts.size() - 1));
      int to = Math.min(text.length(), from + length);
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static boolean endsWithinPair(CharSequence text) {
    return text.length() > 0 && Character.isHighSurrogate(text.charAt(text.length() - 1));
  }
}
