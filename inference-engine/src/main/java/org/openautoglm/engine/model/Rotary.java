// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Rotary position embedding (Su et al. 2021) of the first dimensions of a head.
 *
 * @param frequencies angle per position of each rotated pair; twice as many dimensions are rotated
 * @param interleaved whether pairs are neighbours (2i, 2i+1), else halves (i, i + n)
 */
record Rotary(double[] frequencies, boolean interleaved) {

  /** {@code theta^(-2i/dims)}. */
  static Rotary of(int dims, double theta, boolean interleaved) {
    double[] frequencies = new double[dims / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(theta, -2.0 * i / dims);
    }
    return new Rotary(frequencies, interleaved);
  }

  int dims() {
    return 2 * frequencies.length;
  }

  /** All positions divided by a factor ({@code rope_type: linear}). */
  Rotary linear(double factor) {
    return new Rotary(DoubleStream.of(frequencies).map(f -> f / factor).toArray(), interleaved);
  }

  /**
   * Llama 3's scaling: slow frequencies are divided by the factor, fast ones kept, those between
   * blended. Source: transformers, {@code modeling_rope_utils.py}, {@code
   * _compute_llama3_parameters}.
   */
  Rotary llama3(double factor, double low, double high, double originalContext) {
    double[] scaled = new double[frequencies.length];
    for (int i = 0; i < scaled.length; i++) {
      double frequency = frequencies[i];
      double turns = originalContext * frequency / (2 * Math.PI);
      if (turns < low) {
        scaled[i] = frequency / factor;
      } else if (turns > high) {
        scaled[i] = frequency;
      } else {
        double smooth = (turns - low) / (high - low);
        scaled[i] = (1 - smooth) * frequency / factor + smooth * frequency;
      }
    }
    return new Rotary(scaled, interleaved);
  }

  /** The frequencies as a list of the script. */
  String literal() {
    return DoubleStream.of(frequencies)
        .mapToObj(f -> String.format(Locale.ROOT, "%.17g", f))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * Writes, with ATen's operators, the rotation of a variable of shape {@code [tokens, heads,
   * headDim]}.
   */
  void write(LayerWriter out, String variable, int headDim) {
    int half = frequencies.length;
    String turned = out.fresh("turned");
    String a = out.fresh("a");
    String c = out.fresh("c");
    String part =
        dims() == headDim ? variable : "torch.narrow(" + variable + ", 2, 0, " + dims() + ")";
    if (interleaved) {
      out.line("%s = torch.unflatten(%s, 2, [%d, 2])", turned, part, half);
      out.line("%s = torch.select(%s, 3, 0)", a, turned);
      out.line("%s = torch.select(%s, 3, 1)", c, turned);
    } else {
      out.line("%s = torch.narrow(%s, 2, 0, %d)", a, variable, half);
      out.line("%s = torch.narrow(%s, 2, %d, %d)", c, variable, half, half);
    }
    String first = "torch.sub(torch.mul(%s, cos), torch.mul(%s, sin))".formatted(a, c);
    String second = "torch.add(torch.mul(%s, cos), torch.mul(%s, sin))".formatted(c, a);
    if (interleaved) {
      out.line("%s = torch.flatten(torch.stack([%s, %s], 3), 2, 3)", turned, first, second);
    } else {
      out.line("%s = torch.cat([%s, %s], 2)", turned, first, second);
    }
    if (dims() == headDim) {
      out.line("%s = %s", variable, turned);
    } else {
      out.line(
          "%s = torch.cat([%s, torch.narrow(%s, 2, %d, %d)], 2)",
          variable, turned, variable, dims(), headDim - dims());
    }
  }
}
