// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.List;
import org.openautoglm.cli.bench.client.Measurement;

/**
 * What one server did.
 *
 * @param name how the user calls it
 * @param url its address
 * @param model the model that was asked, empty when the server chose
 * @param prompts how prompts were sent: token_ids, text or messages
 * @param measurements in the order in which requests ended
 * @param unsent turns that were not sent because one before them had failed
 */
public record RunResult(
    String name,
    String url,
    String model,
    String prompts,
    List<Measurement> measurements,
    int unsent,
    Statistics statistics) {

  public RunResult {
    measurements = List.copyOf(measurements);
  }

  /** When the first request should have started; all times of a report count from there. */
  long origin() {
    return measurements.stream().mapToLong(Measurement::intended).min().orElse(0);
  }
}
