// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * Turns the ids of one sequence into text piece by piece. No piece ends within a character. Not
 * safe for use by several threads.
 */
public interface IncrementalDecoder {

  /** Takes the next id and returns the text that has become certain, often empty. */
  String append(int id);

  /** Returns what was held back; the sequence is over. */
  String finish();
}
