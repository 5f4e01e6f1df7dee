// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.Arrays;
import org.openautoglm.cli.bench.client.Failure;
import org.openautoglm.cli.bench.client.Measurement;
import org.openautoglm.cli.bench.client.TokenCounts;

/** Measurements with times in milliseconds. */
final class Measurements {
  private static final long MILLI = 1_000_000;

  private Measurements() {}

  /** One token at each time; the last one ends the answer. */
  static Measurement measured(long intended, long... texts) {
    long[] nanos = Arrays.stream(texts).map(time -> time * MILLI).toArray();
    return new Measurement(
        1,
        texts.length,
        intended * MILLI,
        intended * MILLI,
        nanos,
        nanos[nanos.length - 1],
        new TokenCounts(10, texts.length, 0, true),
        null);
  }

  static Measurement failed(long intended, long ended, String kind) {
    return new Measurement(
        1,
        5,
        intended * MILLI,
        intended * MILLI,
        new long[] {ended * MILLI},
        ended * MILLI,
        new TokenCounts(0, 1, 0, false),
        new Failure(kind, "<b>said</b>"));
  }
}
