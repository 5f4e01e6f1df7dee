// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DraftLengthTest {
  private final DraftLength length = new DraftLength();

  @Test
  void guessesThatAreAlwaysRightBecomeMore() {
    assertThat(length.next(0.1)).isBetween(1, 4);
    for (int i = 0; i < 10; i++) {
      int guesses = length.next(0.1);
      length.checked(guesses, guesses);
    }
    assertThat(length.next(0.1)).isEqualTo(DraftLength.MOST);
  }

  @Test
  void guessesThatAreNeverRightAreTriedEverLessOften() {
    int tried = 0;
    for (int token = 0; token < 1000; token++) {
      int guesses = length.next(0.1);
      length.checked(guesses, 0);
      tried += guesses;
    }
    assertThat(tried).isLessThan(30);
    for (int token = 0; token < 2000; token++) {
      int guesses = length.next(0.1);
      length.checked(guesses, guesses);
    }
    assertThat(length.next(0.1)).isEqualTo(DraftLength.MOST);
  }

  @Test
  void whatCostsMoreThanItCanGainIsHardlyTried() {
    int tried = 0;
    for (int token = 0; token < 1000; token++) {
      int guesses = length.next(1.2);
      length.checked(guesses, guesses);
      tried += guesses;
    }
    assertThat(tried).isBetween(1, 10);
  }
}
