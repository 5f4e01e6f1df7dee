// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

/** Which ways of asking are used: those of the training, or those the model never saw. */
public enum Phrasings {
  TRAINING,
  HELD_OUT
}
