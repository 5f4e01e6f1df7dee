// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import java.util.Map;
import org.openautoglm.engine.api.SamplingParameters;

/** Refuses sampling parameters that have no meaning. */
final class Ranges {
  private Ranges() {}

  static void check(SamplingParameters p) {
    double t = p.temperature();
    require(Double.isFinite(t) && t >= 0, "temperature", t, "a finite number from 0");
    require(p.topK() >= 0, "top_k", p.topK(), "0 (all) or a number of candidates");
    require(p.topP() > 0 && p.topP() <= 1, "top_p", p.topP(), "above 0 and at most 1");
    require(p.minP() >= 0 && p.minP() <= 1, "min_p", p.minP(), "between 0 and 1");
    double presence = p.presencePenalty();
    require(Double.isFinite(presence), "presence_penalty", presence, "a finite number");
    double frequency = p.frequencyPenalty();
    require(Double.isFinite(frequency), "frequency_penalty", frequency, "a finite number");
    double repetition = p.repetitionPenalty();
    require(
        Double.isFinite(repetition) && repetition > 0,
        "repetition_penalty",
        repetition,
        "a finite number above 0");
    for (Map.Entry<Integer, Double> bias : p.logitBias().entrySet()) {
      double value = bias.getValue();
      require(Double.isFinite(value), "logit_bias of " + bias.getKey(), value, "a finite number");
    }
  }

  private static void require(boolean holds, String name, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + "; expected " + expected);
    }
  }
}
