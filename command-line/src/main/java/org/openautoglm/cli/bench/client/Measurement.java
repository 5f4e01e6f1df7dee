// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

/**
 * What was seen of one request. Times are nanoseconds of the run's clock.
 *
 * @param turn 1 for the first request of a conversation
 * @param askedTokens how long the answer was allowed to become
 * @param intended when the request should have started
 * @param sent when it did
 * @param texts when the stream events came that carried text, in order
 * @param ended when the answer was complete, or had failed
 * @param tokens counted by the server where it does so
 * @param failure null when the answer is whole
 */
public record Measurement(
    int turn,
    int askedTokens,
    long intended,
    long sent,
    long[] texts,
    long ended,
    TokenCounts tokens,
    Failure failure) {

  public boolean succeeded() {
    return failure == null;
  }

  public boolean hasText() {
    return texts.length > 0;
  }

  /** Time to first token; only where there is text. */
  public long firstToken() {
    return texts[0] - intended;
  }

  /** From the intended start to the end of the answer. */
  public long endToEnd() {
    return ended - intended;
  }

  /** Whether the time per output token is defined: it needs two tokens and two moments. */
  public boolean hasPace() {
    return texts.length > 1 && tokens.answer() > 1;
  }

  /**
   * Mean time per output token after the first. Where one event carries several tokens this is less
   * than the gap between events.
   */
  public double timePerOutputToken() {
    return (double) (texts[texts.length - 1] - texts[0]) / (tokens.answer() - 1);
  }
}
