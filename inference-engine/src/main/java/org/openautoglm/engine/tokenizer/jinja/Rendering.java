// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.time.Clock;
import java.util.List;

/** What one rendering has used of its limits, and the clock it sees. */
final class Rendering {
  private static final int CHARACTERS_PER_UNIT = 32;

  private final RenderLimits limits;
  private final Clock clock;
  private long work;
  private int depth;

  Rendering(RenderLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  void work(long units) {
    work += units;
    if (work > limits.work()) {
      throw JinjaException.failure(
          "The template does too much: more than " + limits.work() + " units of work.");
    }
  }

  /** Accounts for a text of this length before or after it is made. */
  void text(long characters) {
    grow(0, characters);
  }

  /** Accounts for characters added to a text. */
  void grow(long before, long added) {
    if (before + added > limits.characters()) {
      throw JinjaException.failure(
          "The template makes a text of more than " + limits.characters() + " characters.");
    }
    work(1 + added / CHARACTERS_PER_UNIT);
  }

  /** Accounts for a list of this length before or after it is made. */
  void list(long items) {
    if (items > limits.items()) {
      throw JinjaException.failure(
          "The template makes a list of more than " + limits.items() + " items.");
    }
    work(1 + items);
  }

  Object accounted(Object value) {
    if (value instanceof String text) {
      text(text.length());
    } else if (value instanceof List<?> list) {
      list(list.size());
    } else {
      work(1);
    }
    return value;
  }

  void enter() {
    if (++depth > limits.depth()) {
      throw JinjaException.failure(
          "The template nests calls more than " + limits.depth() + " deep.");
    }
  }

  void leave() {
    depth--;
  }
}
