// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

/** What may still be said of a text, byte by byte. Immutable. */
public interface Text {

  /** Any text. */
  Text ANY =
      new Text() {
        @Override
        public Text after(int next) {
          return this;
        }

        @Override
        public boolean mayEnd() {
          return true;
        }
      };

  /** None: nothing may be said, and it cannot end. */
  Text NONE =
      new Text() {
        @Override
        public Text after(int next) {
          return null;
        }

        @Override
        public boolean mayEnd() {
          return false;
        }
      };

  /** What may be said behind this byte (0 to 255), or null when it may not come. */
  Text after(int next);

  /** Whether the text may end here. */
  boolean mayEnd();

  /**
   * Whether every byte but quotes, backslashes and control characters may be said here and leads
   * back to here. It need not be told; where it is, most tokens need no look.
   */
  default boolean isWithinString() {
    return false;
  }
}
