// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PythonNumbersTest {

  @Property
  void aFloatIsPrintedSoThatItReadsBack(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    if (!Double.isNaN(value) && !Double.isInfinite(value)) {
      assertThat(Double.parseDouble(PythonNumbers.repr(value))).isEqualTo(value);
    }
  }

  @Property
  void aFloatIsPrintedWithAsFewDigitsAsJavaNeedsOrFewer(@ForAll double value) {
    assertThat(digits(PythonNumbers.repr(value)))
        .hasSizeLessThanOrEqualTo(digits(Double.toString(value)).length());
  }

  private static String digits(String number) {
    return number.replaceAll("[eE].*", "").replaceAll("[^0-9]", "").replaceAll("^0+|0+$", "");
  }

  @Example
  void printsWhatPythonPrints() {
    assertThat(PythonNumbers.repr(2e-3)).isEqualTo("0.002");
    assertThat(PythonNumbers.repr(2.2250738585072014e-308)).isEqualTo("2.2250738585072014e-308");
    assertThat(PythonNumbers.repr(Math.pow(2, -44))).isEqualTo("5.684341886080802e-14");
    assertThat(PythonNumbers.repr(2e23)).isEqualTo("2e+23");
    assertThat(PythonNumbers.repr(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e+308");
    assertThat(PythonNumbers.repr(9007199254740993.0)).isEqualTo("9007199254740992.0");
    assertThat(PythonNumbers.repr(1e16)).isEqualTo("1e+16");
  }

  @Property
  void integersObeyTheDivisionLaw(@ForAll long a, @ForAll long b) {
    if (b != 0) {
      BigInteger quotient = PythonNumbers.big(PythonNumbers.apply("//", a, b));
      BigInteger remainder = PythonNumbers.big(PythonNumbers.apply("%", a, b));
      assertThat(quotient.multiply(BigInteger.valueOf(b)).add(remainder))
          .isEqualTo(BigInteger.valueOf(a));
      assertThat(remainder.signum() == 0 || remainder.signum() == Long.signum(b)).isTrue();
    }
  }

  @Property
  void integersHaveNoBounds(@ForAll long a, @ForAll long b) {
    assertThat(PythonNumbers.big(PythonNumbers.apply("*", a, b)))
        .isEqualTo(BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)));
    assertThat(PythonNumbers.big(PythonNumbers.apply("+", a, b)))
        .isEqualTo(BigInteger.valueOf(a).add(BigInteger.valueOf(b)));
  }
}
