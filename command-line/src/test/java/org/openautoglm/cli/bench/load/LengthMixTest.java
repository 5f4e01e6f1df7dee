// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthMixTest {

  @Test
  void lengthsOccurByTheirShare() {
    LengthMix mix = LengthMix.parse("0.8:128/64, 0.2:2000/200");
    SplittableRandom random = new SplittableRandom(1);
    long longOnes =
        IntStream.range(0, 10_000).filter(i -> mix.draw(random).prompt() == 2000).count();
    assertThat(longOnes / 10_000.0).isCloseTo(0.2, within(0.02));
  }

  @Test
  void sharesNeedNotAddUpToOne() {
    LengthMix mix = LengthMix.parse("3:10/1,1:20/2");
    SplittableRandom random = new SplittableRandom(1);
    long first = IntStream.range(0, 10_000).filter(i -> mix.draw(random).prompt() == 10).count();
    assertThat(first / 10_000.0).isCloseTo(0.75, within(0.02));
  }

  @Test
  void aMixIsToldAsItCanBeWritten() {
    LengthMix mix = LengthMix.parse("0.8:128/64,10/5");
    assertThat(mix).hasToString("0.8:128/64,1:10/5");
    assertThat(LengthMix.parse(mix.toString())).isEqualTo(mix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "128", "128/", "0:1/1", "1:0/5", "1:5/0", "-1:2/3", "1:2/3,,", "a:1/2"})
  void whatIsNoMixIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> LengthMix.parse(text));
  }
}
