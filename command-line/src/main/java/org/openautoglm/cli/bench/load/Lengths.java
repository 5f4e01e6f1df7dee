// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

/**
 * How long a prompt and its answer are to be, in tokens.
 *
 * @param share how often this occurs, relative to the others of a mix
 */
public record Lengths(double share, int prompt, int answer) {
  private static final int MOST = 10_000_000;

  /**
   * @throws IllegalArgumentException when no request can be like that
   */
  public Lengths {
    if (!(share > 0) || Double.isInfinite(share)) {
      throw new IllegalArgumentException("a share must be more than 0, not " + share);
    }
    if (prompt < 1 || prompt > MOST || answer < 1 || answer > MOST) {
      throw new IllegalArgumentException(
          "lengths must be 1 to " + MOST + " tokens, not " + prompt + "/" + answer);
    }
  }
}
