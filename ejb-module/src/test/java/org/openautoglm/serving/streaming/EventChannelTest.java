// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.serving.api.StreamEvent.Completed;
import org.openautoglm.serving.api.StreamEvent.Delta;
import org.openautoglm.serving.api.StreamEvent.Usage;

class EventChannelTest {
  private static final Duration NOW = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Delta piece(int choice, int token) {
    return new Delta(choice, token + ",", List.of(token), List.of());
  }

  @Example
  void aReaderThatKeepsUpGetsEveryPieceOnItsOwn() throws InterruptedException {
    EventChannel channel = new EventChannel(4);
    channel.offer(piece(0, 1));
    channel.offer(piece(0, 2));
    assertThat(channel.take(NOW)).isEqualTo(piece(0, 1));
    assertThat(channel.take(NOW)).isEqualTo(piece(0, 2));
    assertThat(channel.take(NOW)).isNull();
  }

  @Example
  void aCallStaysWhereItWasHoweverSlowTheReader() throws InterruptedException {
    EventChannel channel = new EventChannel(1);
    StreamEvent call = new StreamEvent.ToolCall(0, "f", "{}");
    channel.offer(piece(0, 1));
    channel.offer(call);
    channel.offer(piece(0, 2));
    channel.offer(piece(0, 3));
    assertThat(channel.take(NOW)).isEqualTo(piece(0, 1));
    assertThat(channel.take(NOW)).isEqualTo(call);
    assertThat(channel.take(NOW)).isEqualTo(new Delta(0, "2,3,", List.of(2, 3), List.of()));
  }

  @Example
  void aSlowReaderGetsPiecesOfOneChoiceJoined() throws InterruptedException {
    EventChannel channel = new EventChannel(1);
    channel.offer(piece(0, 1));
    channel.offer(piece(1, 7));
    channel.offer(piece(0, 2));
    channel.offer(piece(1, 8));
    assertThat(channel.take(NOW)).isEqualTo(new Delta(0, "1,2,", List.of(1, 2), List.of()));
    assertThat(channel.take(NOW)).isEqualTo(new Delta(1, "7,8,", List.of(7, 8), List.of()));
  }

  @Example
  void nothingFollowsTheTerminalEvent() throws InterruptedException {
    EventChannel channel = new EventChannel(4);
    Completed end = new Completed(new Usage(1, 2, 0));
    assertThat(channel.offer(end)).isTrue();
    assertThat(
            channel.offer(new StreamEvent.Failed(new ServingException(ErrorCode.INTERNAL, "late"))))
        .isFalse();
    assertThat(channel.offer(piece(0, 1))).isFalse();
    assertThat(channel.take(NOW)).isEqualTo(end);
    assertThatThrownBy(() -> channel.take(NOW)).isInstanceOf(IllegalStateException.class);
  }

  @Property(tries = 300)
  void whateverTheReaderDoesNoTokenIsLostAndTheChannelStaysBounded(
      @ForAll @Size(max = 200) List<@IntRange(min = -1, max = 3) Integer> moves,
      @ForAll @IntRange(min = 1, max = 8) int capacity)
      throws InterruptedException {
    EventChannel channel = new EventChannel(capacity);
    List<List<Integer>> sent = perChoice();
    List<List<Integer>> received = perChoice();
    int token = 0;
    for (int move : moves) {
      if (move < 0) {
        receive(channel.take(NOW), received);
      } else {
        channel.offer(piece(move, token));
        sent.get(move).add(token++);
      }
      assertThat(channel.size()).isLessThanOrEqualTo(capacity + 4);
    }
    channel.offer(new Completed(new Usage(0, token, 0)));
    StreamEvent event;
    do {
      event = channel.take(NOW);
      receive(event, received);
    } while (!(event instanceof StreamEvent.Terminal));
    assertThat(received).isEqualTo(sent);
  }

  @Property(tries = 20)
  void severalWritersAndOneReaderAgreeOnEveryToken(@ForAll @IntRange(min = 1, max = 4) int capacity)
      throws InterruptedException {
    EventChannel channel = new EventChannel(capacity);
    List<Thread> writers = new ArrayList<>();
    for (int choice = 0; choice < 4; choice++) {
      int mine = choice;
      Thread writer =
          new Thread(
              () -> {
                for (int token = 0; token < 500; token++) {
                  channel.offer(piece(mine, token));
                }
              });
      writers.add(writer);
      writer.start();
    }
    Thread ender =
        new Thread(
            () -> {
              try {
                for (Thread writer : writers) {
                  writer.join();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              channel.offer(new Completed(new Usage(0, 0, 0)));
            });
    ender.start();
    List<List<Integer>> received = perChoice();
    StreamEvent event;
    do {
      event = channel.take(LONG);
      receive(event, received);
    } while (!(event instanceof StreamEvent.Terminal));
    List<Integer> all = java.util.stream.IntStream.range(0, 500).boxed().toList();
    assertThat(received).containsExactly(all, all, all, all);
  }

  private static List<List<Integer>> perChoice() {
    return List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  private static void receive(StreamEvent event, List<List<Integer>> received) {
    if (event instanceof Delta delta) {
      received.get(delta.choice()).addAll(delta.tokens());
      StringBuilder text = new StringBuilder();
      delta.tokens().forEach(token -> text.append(token).append(','));
      assertThat(delta.text()).hasToString(text.toString());
    }
  }
}
