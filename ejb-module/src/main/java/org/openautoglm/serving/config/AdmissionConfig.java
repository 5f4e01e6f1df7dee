// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * How much is let in.
 *
 * @param queueLimit most sequences of one model that may wait or run; further ones are refused
 */
public record AdmissionConfig(int queueLimit) {

  public static final ConfigurationKey QUEUE_LIMIT =
      new ConfigurationKey(
          "autoglm.queue.limit",
          "1024",
          "Most sequences of one model that may wait or run; beyond it requests get a 429. A"
              + " caller may have half of what the others leave, so that nobody fills it alone.");
  public static final List<ConfigurationKey> KEYS = List.of(QUEUE_LIMIT);

  public static AdmissionConfig from(Config config) {
    return new AdmissionConfig(new ConfigurationReader(config).number(QUEUE_LIMIT, 1, 1_000_000));
  }
}
