// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
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
 *   <li>{@code autoglm.http.read-timeout}: longest time a caller may take for 8 KiB of its
 *       request's body, PT0.1S to PT1H; default PT1M. Beyond it the connection is cut.
 *   <li>{@code autoglm.http.write-timeout}: longest time a caller may take for 8 KiB of its answer,
 *       PT0.1S to PT1H; default PT1M. Beyond it the connection is cut and the answer cancelled.
 * </ul>
 */
@ApplicationScoped
public class HttpConfiguration {
  static final String MAX_BODY_BYTES = "autoglm.http.max-body-bytes";
  static final String HEARTBEAT = "autoglm.http.heartbeat";
  static final String READ_TIMEOUT = "autoglm.http.read-timeout";
  static final String WRITE_TIMEOUT = "autoglm.http.write-timeout";

  private static final int LARGEST_BODY = 1 << 30;
  private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(50);
  private static final Duration LONGEST_HEARTBEAT = Duration.ofMinutes(1);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  private final int maxBodyBytes;
  private final Duration heartbeat;
  private final Duration readTimeout;
  private final Duration writeTimeout;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  @Inject
  public HttpConfiguration(
      @ConfigProperty(name = MAX_BODY_BYTES, defaultValue = "33554432") int maxBodyBytes,
      @ConfigProperty(name = HEARTBEAT, defaultValue = "PT0.3S") Duration heartbeat,
      @ConfigProperty(name = READ_TIMEOUT, defaultValue = "PT1M") Duration readTimeout,
      @ConfigProperty(name = WRITE_TIMEOUT, defaultValue = "PT1M") Duration writeTimeout) {
    if (maxBodyBytes < 1 || maxBodyBytes > LARGEST_BODY) {
      throw new IllegalArgumentException(
          MAX_BODY_BYTES + " must be 1 to " + LARGEST_BODY + ", but is " + maxBodyBytes);
    }
    require(HEARTBEAT, heartbeat, SHORTEST_HEARTBEAT, LONGEST_HEARTBEAT);
    require(READ_TIMEOUT, readTimeout, SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
    require(WRITE_TIMEOUT, writeTimeout, SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
    this.maxBodyBytes = maxBodyBytes;
    this.heartbeat = heartbeat;
    this.readTimeout = readTimeout;
    this.writeTimeout = writeTimeout;
  }

  /** For the CDI client proxy only. */
  protected HttpConfiguration() {
    this(LARGEST_BODY, LONGEST_HEARTBEAT, LONGEST_TIMEOUT, LONGEST_TIMEOUT);
  }

  /** Makes the one instance when the application starts, so that a bad value keeps it from that. */
  void atStart(@Observes @Initialized(ApplicationScoped.class) Object context) {
    // the constructor has checked everything
  }

  private static void require(String key, Duration value, Duration shortest, Duration longest) {
    if (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          key + " must be " + shortest + " to " + longest + ", but is " + value);
    }
  }

  public int maxBodyBytes() {
    return maxBodyBytes;
  }

  public Duration heartbeat() {
    return heartbeat;
  }

  public Duration readTimeout() {
    return readTimeout;
  }

  public Duration writeTimeout() {
    return writeTimeout;
  }
}
