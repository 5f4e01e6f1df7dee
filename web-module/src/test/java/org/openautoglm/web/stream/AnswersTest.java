// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.serving.api.StreamEvent.Completed;
import org.openautoglm.serving.api.StreamEvent.Delta;
import org.openautoglm.serving.api.StreamEvent.Failed;
import org.openautoglm.serving.api.StreamEvent.Usage;
import org.openautoglm.web.HttpConfiguration;
import org.openautoglm.web.error.CallerGoneException;
import org.openautoglm.web.shutdown.OpenRequests;
import org.openautoglm.web.testing.FakeStream;

class AnswersTest {
  private static final EventEncoder TEXTS =
      event -> event instanceof Delta delta ? List.of(delta.text()) : List.of();
  private static final Completed COMPLETED = new Completed(new Usage(1, 1, 0));

  private final Answers answers =
      new Answers(
          new HttpConfiguration(
              1000, Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ofMinutes(1)),
          new OpenRequests());

  @Test
  void gatheringGivesEveryEventAndClosesTheAnswer() {
    FakeStream stream = new FakeStream(1, delta("a"), delta("b"), COMPLETED);
    List<StreamEvent> events = new ArrayList<>();

    answers.gather(stream, () -> false, events::add);

    assertThat(events).containsExactly(delta("a"), delta("b"), COMPLETED);
    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void gatheringThrowsTheFailureAndClosesTheAnswer() {
    ServingException failure = new ServingException(ErrorCode.QUEUE_FULL, "Full.");
    FakeStream stream = new FakeStream(1, delta("a"), new Failed(failure));

    assertThatThrownBy(() -> answers.gather(stream, () -> false, event -> {})).isSameAs(failure);
    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void aCallerWhoIsGoneEndsTheGatheringEvenWhenEventsKeepComing() {
    FakeStream stream = new FakeStream(1, delta("a"), delta("b"), COMPLETED);

    assertThatThrownBy(() -> answers.gather(stream, () -> true, event -> {}))
        .isInstanceOf(CallerGoneException.class);
    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void aStreamIsWrittenEventByEventAndEndsWithDone() throws IOException {
    FakeStream stream = new FakeStream(1, delta("a"), delta("b"), COMPLETED);

    assertThat(write(answers.stream(stream, () -> false, TEXTS, "r")))
        .isEqualTo("data: a\n\ndata: b\n\ndata: [DONE]\n\n");
    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void silenceIsFilledWithComments() throws IOException {
    FakeStream stream = new FakeStream(1);
    Response response = answers.stream(stream, () -> false, TEXTS, "r");
    stream.add(delta("a"), COMPLETED);

    assertThat(write(response)).isEqualTo(": waiting\n\ndata: a\n\ndata: [DONE]\n\n");
  }

  @Test
  void aFailureIsTheLastEvent() throws IOException {
    FakeStream stream =
        new FakeStream(
            1, delta("a"), new Failed(new ServingException(ErrorCode.NO_DEVICE, "None.")));

    assertThat(write(answers.stream(stream, () -> false, TEXTS, "r")))
        .isEqualTo(
            "data: a\n\ndata: {\"error\":{\"message\":\"None.\",\"type\":\"unavailable_error\","
                + "\"param\":null,\"code\":\"no_device\"}}\n\n");
  }

  @Test
  void aFaultOfOursIsTheLastEventAndShowsOnlyTheRequestId() throws IOException {
    for (FakeStream stream :
        List.of(
            new FakeStream(1, delta("a")).breakWith(new IllegalStateException("secret")),
            new FakeStream(
                1, delta("a"), new Failed(new ServingException(ErrorCode.INTERNAL, "secret"))))) {
      assertThat(write(answers.stream(stream, () -> false, TEXTS, "req-7")))
          .startsWith("data: a\n\ndata: {\"error\":")
          .contains("api_error", "req-7")
          .doesNotContain("secret", "[DONE]");
      assertThat(stream.isClosed()).isTrue();
    }
  }

  @Test
  void aWriteThatFailsClosesTheAnswer() throws IOException {
    FakeStream stream = new FakeStream(1, delta("a"), delta("b"));
    Response response = answers.stream(stream, () -> false, TEXTS, "r");

    ((StreamingOutput) response.getEntity()).write(new BrokenPipe());

    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void aCallerWhoIsGoneBeforeTheFirstEventClosesTheAnswer() {
    FakeStream stream = new FakeStream(1);

    assertThatThrownBy(() -> answers.stream(stream, () -> true, TEXTS, "r"))
        .isInstanceOf(CallerGoneException.class);
    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void aThreadThatIsToldToStopEndsTheAnswerPolitely() throws IOException {
    FakeStream stream = new FakeStream(1, delta("a"));
    Response response = answers.stream(stream, () -> false, TEXTS, "r");

    Thread.currentThread().interrupt();
    String written = write(response);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(written).contains("shutting_down");
    assertThat(stream.failure().code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
    assertThat(stream.isClosed()).isTrue();
  }

  private static Delta delta(String text) {
    return new Delta(0, text, List.of(), List.of());
  }

  private static String write(Response response) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ((StreamingOutput) response.getEntity()).write(output);
    return output.toString(StandardCharsets.UTF_8);
  }

  private static final class BrokenPipe extends OutputStream {
    @Override
    public void write(int unit) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
