// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.List;

/**
 * What may still be said of a text, symbol by symbol. A symbol is a byte (0 to 255) or, from 256, a
 * mark: something that is one token and no text. Immutable; equal where the same may be said.
 */
public interface Text {
  /** How many symbols are bytes; the first mark has this number. */
  int BYTES = 256;

  /** Any bytes. */
  Text ANY = Ending.ANY;

  /** Nothing more. */
  Text END = Ending.END;

  /** What cannot be said: nothing may come, and it cannot end. */
  Text NONE = Ending.NONE;

  /** What may be said behind this symbol, or null when it may not come. */
  Text after(int symbol);

  /** Whether the text may end here. */
  boolean mayEnd();

  /** Whether whatever bytes may be said. It need not be told; where it is, tokens need no look. */
  default boolean takesAll() {
    return false;
  }

  /**
   * Whether whole characters and the beginning of one may be said, whatever they are, without
   * quotes, backslashes and control characters. It need not be told; where it is, most tokens need
   * no look.
   */
  default boolean takesPlain() {
    return false;
  }

  /** This text, or those of which it may be any. */
  default List<Text> alternatives() {
    return List.of(this);
  }

  /** How many texts wait behind each other here. */
  default int length() {
    return 1;
  }
}
