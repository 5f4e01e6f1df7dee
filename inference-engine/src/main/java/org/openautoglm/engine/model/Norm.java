// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

/** Normalisation over the last dimension. */
record Norm(String name, long width, double epsilon, boolean centred) implements Block {

  /** Root-mean-square norm (Zhang and Sennrich 2019): no mean, no bias. */
  static Norm rms(String name, long width, double epsilon) {
    return new Norm(name, width, epsilon, false);
  }

  /** Layer norm (Ba et al. 2016). */
  static Norm layer(String name, long width, double epsilon) {
    return new Norm(name, width, epsilon, true);
  }

  @Override
  public void write(LayerWriter out) {
    String weight = out.vector(name + ".weight", width);
    String bias = centred ? out.vector(name + ".bias", width) : "";
    out.line("h = %s", out.operators().norm(this, "h", weight, bias));
  }
}
