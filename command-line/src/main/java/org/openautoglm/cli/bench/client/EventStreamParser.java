// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes the bytes of an event stream, cut anywhere, and gives the data of each event. Follows
 * "Interpreting an event stream" of the HTML standard; event names, ids and retry times have no
 * meaning here and are passed over. An event that was not ended by an empty line never happened.
 */
final class EventStreamParser {
  private static final int LARGEST_LINE = 4 << 20;
  private static final String FIELD = "data";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Consumer<String> events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private boolean afterReturn;
  private boolean atStart = true;

  EventStreamParser(Consumer<String> events) {
    this.events = events;
  }

  /**
   * @throws IOException when a line is so long that this cannot be an answer
   */
  void feed(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      boolean secondOfPair = next == '\n' && afterReturn;
      afterReturn = next == '\r';
      if (secondOfPair) {
        continue;
      }
      if (next == '\n' || next == '\r') {
        endLine();
      } else {
        line.write(next);
        if (line.size() > LARGEST_LINE) {
          throw new IOException("a line of the event stream is longer than " + LARGEST_LINE);
        }
      }
    }
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (atStart) {
      atStart = false;
      text = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
    if (text.isEmpty()) {
      dispatch();
    } else {
      field(text);
    }
  }

  /** A line that begins with a colon is a comment: its field has no name. */
  private void field(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (!name.equals(FIELD)) {
      return;
    }
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (hasData) {
      data.append('\n');
    }
    data.append(value.startsWith(" ") ? value.substring(1) : value);
    hasData = true;
  }

  private void dispatch() {
    if (!hasData) {
      return;
    }
    String event = data.toString();
    data.setLength(0);
    hasData = false;
    events.accept(event);
  }
}
