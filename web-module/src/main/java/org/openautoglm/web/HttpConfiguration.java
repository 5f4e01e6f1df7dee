// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Limits and rhythms of the HTTP side.
 *
 * <ul>
 *   <li>{@code autoglm.http.max-body-bytes}: largest request body, 1 to 1073741824; default
 *       33554432 (32 MiB). The server's listeners have a limit of their own, {@code max-post-size},
 *       beyond which they cut the connection without a word. It has to be well above this one, so
 *       that a caller whose body is too large is told so.
 *   <li>{@code autoglm.http.heartbeat}: longest silence of an event stream before a comment line is
 *       sent, PT0.05S to PT1M; default PT0.3S. It also bounds how long a caller that hung up before
 *       the first token goes unnoticed.
 * </ul>
 */
@ApplicationScoped
public class HttpConfiguration {
  static final String MAX_BODY_BYTES = "autoglm.http.max-body-bytes";
  static final String HEARTBEAT = "autoglm.http.heartbeat";

  private static final int LARGEST_BODY = 1 << 30;
  private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(50);
  private static final Duration LONGEST_HEARTBEAT = Duration.ofMinutes(1);

  private final int maxBodyBytes;
  private final Duration heartbeat;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  @Inject
  public HttpConfiguration(
      @ConfigProperty(name = MAX_BODY_BYTES, defaultValue = "33554432") int maxBodyBytes,
      @ConfigProperty(name = HEARTBEAT, defaultValue = "PT0.3S") Duration heartbeat) {
    if (maxBodyBytes < 1 || maxBodyBytes > LARGEST_BODY) {
      throw new IllegalArgumentException(
          MAX_BODY_BYTES + " must be 1 to " + LARGEST_BODY + ", but is " + maxBodyBytes);
    }
    if (heartbeat.compareTo(SHORTEST_HEARTBEAT) < 0 || heartbeat.compareTo(LONGEST_HEARTBEAT) > 0) {
      throw new IllegalArgumentException(
          HEARTBEAT
              + " must be "
              + SHORTEST_HEARTBEAT
              + " to "
              + LONGEST_HEARTBEAT
              + ", but is "
              + heartbeat);
    }
    this.maxBodyBytes = maxBodyBytes;
    this.heartbeat = heartbeat;
  }

  /** For the CDI client proxy only. */
  protected HttpConfiguration() {
    this(LARGEST_BODY, LONGEST_HEARTBEAT);
  }

  public int maxBodyBytes() {
    return maxBodyBytes;
  }

  public Duration heartbeat() {
    return heartbeat;
  }
}
