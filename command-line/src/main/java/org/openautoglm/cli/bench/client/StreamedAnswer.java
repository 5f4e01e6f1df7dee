// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers one answer while it comes. Synchronized, because a request that is given up is looked at
 * while its last bytes may still be on their way.
 */
final class StreamedAnswer {
  private static final String END = "[DONE]";

  private final StringBuilder text = new StringBuilder();
  private final List<Integer> ids = new ArrayList<>();
  private long[] times = new long[64];
  private int count;
  private TokenCounts usage;
  private boolean ended;
  private Failure failure;

  /**
   * @param data of one event
   * @param now when its bytes arrived
   */
  synchronized void accept(String data, long now) {
    if (data.strip().equals(END)) {
      ended = true;
      return;
    }
    AnswerChunk chunk;
    try {
      chunk = AnswerChunk.parse(data);
    } catch (IllegalArgumentException e) {
      fail(new Failure(Failure.MALFORMED_STREAM, e.getMessage()));
      return;
    }
    if (chunk.error() != null) {
      fail(new Failure(Failure.ERROR_EVENT, chunk.error()));
      return;
    }
    if (!chunk.text().isEmpty()) {
      note(now);
      text.append(chunk.text());
    }
    ids.addAll(chunk.ids());
    ended |= chunk.finished();
    usage = chunk.usage() == null ? usage : chunk.usage();
  }

  private void note(long now) {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
    }
    times[count++] = now;
  }

  /** The first reason is the one that counts. */
  synchronized void fail(Failure why) {
    if (failure == null) {
      failure = why;
    }
  }

  /** The bytes have ended. */
  synchronized void close() {
    if (!ended) {
      fail(new Failure(Failure.BROKEN_STREAM, "the stream ended before the answer did"));
    }
  }

  synchronized Failure failure() {
    return failure;
  }

  synchronized long[] times() {
    return Arrays.copyOf(times, count);
  }

  synchronized TokenCounts tokens() {
    return usage == null ? new TokenCounts(0, count, 0, false) : usage;
  }

  synchronized String text() {
    return text.toString();
  }

  synchronized List<Integer> ids() {
    return List.copyOf(ids);
  }
}
