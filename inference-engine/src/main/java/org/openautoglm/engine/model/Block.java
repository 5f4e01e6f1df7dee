// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

/**
 * A part of a decoder layer. Its script reads the variable {@code h} and leaves its result there.
 */
interface Block {
  void write(LayerWriter out);
}
