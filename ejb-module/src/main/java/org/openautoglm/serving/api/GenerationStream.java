// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.time.Duration;
import java.time.Instant;

/**
 * A running answer. One thread reads; {@link #close()} may come from any thread and gives up
 * whatever has not been generated.
 */
public interface GenerationStream extends AutoCloseable {

  /** Name of the model that answers. */
  String model();

  /** Version of the model, reported as {@code system_fingerprint}. */
  String modelVersion();

  Instant created();

  /** Number of choices; their indices run from 0. */
  int choices();

  /**
   * Waits for the next event.
   *
   * @return null when the time is over and nothing has come
   * @throws IllegalStateException after the terminal event
   */
  StreamEvent next(Duration timeout) throws InterruptedException;

  /**
   * Cancels what still runs, for a reason that lies with whoever delivers the answer and not with
   * its caller; after the terminal event it does nothing.
   */
  void fail(ServingException reason);

  /** Cancels what still runs; after the terminal event it does nothing. */
  @Override
  void close();
}
