// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.logging;

/**
 * Receives every failure that happens where no caller could be told all of it: in a step loop,
 * while a model is given back, while an outcome is recorded.
 */
@FunctionalInterface
public interface FailureReceiver {

  /**
   * @param activity what was being done, in words, for example {@code computing a step of glm}
   */
  void onFailure(String activity, Throwable failure);
}
