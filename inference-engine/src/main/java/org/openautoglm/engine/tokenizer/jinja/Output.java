// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** Text under construction, accounted for as it grows. */
final class Output {
  private final Rendering rendering;
  private final StringBuilder text = new StringBuilder();

  Output(Rendering rendering) {
    this.rendering = rendering;
  }

  Rendering rendering() {
    return rendering;
  }

  Output append(String piece) {
    rendering.grow(text.length(), piece.length());
    text.append(piece);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
