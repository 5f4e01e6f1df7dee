// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.StreamEvent;

/** Everything a stream said, read to its end and closed. */
record Collected(List<StreamEvent> events) {

  static Collected from(GenerationStream stream) throws InterruptedException {
    List<StreamEvent> events = new ArrayList<>();
    try (stream) {
      while (events.isEmpty() || !(last(events) instanceof StreamEvent.Terminal)) {
        StreamEvent event = stream.next(Duration.ofSeconds(20));
        if (event == null) {
          throw new AssertionError("Nothing came for 20 s after " + events);
        }
        events.add(event);
      }
    }
    return new Collected(events);
  }

  private static StreamEvent last(List<StreamEvent> events) {
    return events.get(events.size() - 1);
  }

  StreamEvent terminal() {
    return last(events);
  }

  String text(int choice) {
    StringBuilder text = new StringBuilder();
    for (StreamEvent event : events) {
      if (event instanceof StreamEvent.Delta delta && delta.choice() == choice) {
        text.append(delta.text());
      }
    }
    return text.toString();
  }

  List<StreamEvent.ToolCall> calls(int choice) {
    return events.stream()
        .filter(StreamEvent.ToolCall.class::isInstance)
        .map(StreamEvent.ToolCall.class::cast)
        .filter(call -> call.choice() == choice)
        .toList();
  }

  List<StreamEvent.Prompt> prompts() {
    return events.stream()
        .filter(StreamEvent.Prompt.class::isInstance)
        .map(StreamEvent.Prompt.class::cast)
        .toList();
  }

  List<StreamEvent.Reason> reasons() {
    return events.stream()
        .filter(StreamEvent.ChoiceFinished.class::isInstance)
        .map(event -> ((StreamEvent.ChoiceFinished) event).reason())
        .toList();
  }
}
