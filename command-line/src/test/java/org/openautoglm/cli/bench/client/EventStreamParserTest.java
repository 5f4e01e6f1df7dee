// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EventStreamParserTest {

  @Property
  void eventsAreTheSameWhereverTheBytesAreCut(
      @ForAll("events") List<String> events,
      @ForAll("lineEnds") String lineEnd,
      @ForAll("pieces") List<Integer> pieces)
      throws IOException {
    StringBuilder stream = new StringBuilder();
    for (String event : events) {
      stream.append(": a comment").append(lineEnd).append("event: x").append(lineEnd);
      event.lines().forEach(line -> stream.append("data: ").append(line).append(lineEnd));
      stream.append(lineEnd);
    }
    List<String> seen = new ArrayList<>();
    EventStreamParser parser = new EventStreamParser(seen::add);
    byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
    int from = 0;
    for (int i = 0; from < bytes.length; i++) {
      int length = Math.min(pieces.get(i % pieces.size()), bytes.length - from);
      parser.feed(ByteBuffer.wrap(bytes, from, length));
      from += length;
    }
    assertThat(seen).isEqualTo(events);
  }

  @Provide
  Arbitrary<List<String>> events() {
    return Arbitraries.strings()
        .withChars("ab :\u00e9\u4f60{}\"")
        .ofMinLength(1)
        .ofMaxLength(12)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(lines -> String.join("\n", lines))
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> lineEnds() {
    return Arbitraries.of("\n", "\r\n", "\r");
  }

  @Provide
  Arbitrary<List<Integer>> pieces() {
    return Arbitraries.integers().between(1, 9).list().ofMinSize(1).ofMaxSize(7);
  }

  @Test
  void anEventThatWasNotEndedNeverHappened() throws IOException {
    assertThat(parse("data: one\n\ndata: two\n")).containsExactly("one");
  }

  @Test
  void commentsNamesAndByteOrderMarksAreNoEvents() throws IOException {
    assertThat(parse("\uFEFFdata:x\n\n: ping\n\nevent: e\n\nid: 3\nretry: 1\n\n"))
        .containsExactly("x");
  }

  @Test
  void anEndlessLineIsRefused() {
    EventStreamParser parser = new EventStreamParser(event -> {});
    byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    assertThatIOException()
        .isThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                parser.feed(ByteBuffer.wrap(piece));
              }
            });
  }

  private static List<String> parse(String stream) throws IOException {
    List<String> seen = new ArrayList<>();
    new EventStreamParser(seen::add).feed(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
    return seen;
  }
}
