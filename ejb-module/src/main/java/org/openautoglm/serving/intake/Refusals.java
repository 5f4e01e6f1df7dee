// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/** Range checks whose refusals name field, value and range. */
final class Refusals {
  private Refusals() {}

  static ServingException invalid(String field, Object value, String allowed) {
    return new ServingException(
        ErrorCode.INVALID_VALUE, field + " is " + value + ": allowed is " + allowed + ".", field);
  }

  /** Passes null and what lies in the closed range; NaN lies in none. */
  static void between(String field, Double value, double smallest, double largest) {
    if (value != null && !(value >= smallest && value <= largest)) {
      throw invalid(field, value, words(smallest) + " to " + words(largest));
    }
  }

  /** Passes null and what lies in the range that excludes its smallest value. */
  static void above(String field, Double value, double excluded, double largest) {
    if (value != null && !(value > excluded && value <= largest)) {
      throw invalid(field, value, "above " + words(excluded) + " and at most " + words(largest));
    }
  }

  static void between(String field, Integer value, int smallest, int largest) {
    if (value != null && (value < smallest || value > largest)) {
      throw invalid(field, value, smallest + " to " + largest);
    }
  }

  /** Passes ids of a vocabulary. */
  static void token(String field, int id, int vocabularySize) {
    if (id < 0 || id >= vocabularySize) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          field
              + " holds the token id "
              + id
              + ", which this model does not have: its ids are 0 to "
              + (vocabularySize - 1)
              + ".",
          field);
    }
  }

  private static String words(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
