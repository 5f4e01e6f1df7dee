// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.openautoglm.engine.api.SamplingParameters;

/** Builds sampling parameters that change nothing but what a test names. */
final class Parameters {
  private final double temperature;
  private int topK;
  private double topP = 1;
  private double minP;
  private double presence;
  private double frequency;
  private double repetition = 1;
  private final Map<Integer, Double> bias = new HashMap<>();
  private int topLogprobs = -1;

  private Parameters(double temperature) {
    this.temperature = temperature;
  }

  static Parameters temperature(double temperature) {
    return new Parameters(temperature);
  }

  Parameters topK(int value) {
    topK = value;
    return this;
  }

  Parameters topP(double value) {
    topP = value;
    return this;
  }

  Parameters minP(double value) {
    minP = value;
    return this;
  }

  Parameters presence(double value) {
    presence = value;
    return this;
  }

  Parameters frequency(double value) {
    frequency = value;
    return this;
  }

  Parameters repetition(double value) {
    repetition = value;
    return this;
  }

  Parameters bias(int token, double value) {
    bias.put(token, value);
    return this;
  }

  Parameters logprobs(int top) {
    topLogprobs = top;
    return this;
  }

  SamplingParameters build() {
    return new SamplingParameters(
        temperature,
        topK,
        topP,
        minP,
        presence,
        frequency,
        repetition,
        bias,
        OptionalLong.empty(),
        topLogprobs);
  }
}
