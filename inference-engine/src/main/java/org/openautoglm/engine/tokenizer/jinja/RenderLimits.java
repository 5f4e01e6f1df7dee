// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/**
 * What one rendering may use. A template comes with a checkpoint from elsewhere and must not be
 * able to occupy the server.
 *
 * @param characters longest text, intermediate ones included, in UTF-16 units
 * @param items longest list
 * @param depth deepest nesting of macro calls
 * @param work units of work: about one per statement and per 32 characters handled
 */
public record RenderLimits(int characters, int items, int depth, long work) {

  /** Far above what a conversation of a million tokens needs; ends a runaway within seconds. */
  public static RenderLimits standard() {
    return new RenderLimits(64 << 20, 1_000_000, 100, 50_000_000);
  }
}
