// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.openautoglm.engine.kernel.KernelModule;
import org.openautoglm.engine.kernel.NeedsKernels;

/** The matrix kernels of every instruction set against plain Java over the same packed weights. */
@AddLifecycleHook(NeedsKernels.class)
class PackedProductTest {
  private static KernelModule kernels;

  @BeforeContainer
  static void open() {
    kernels = KernelModule.open();
  }

  @AfterContainer
  static void close() {
    if (kernels != null) {
      kernels.close();
    }
  }

  @Property(tries = 150)
  void anyShapeGivesTheProductOfTheUnpackedMatrix(
      @ForAll @IntRange(min = 1, max = 70) int tokens,
      @ForAll @IntRange(min = 1, max = 90) int rows,
      @ForAll @IntRange(min = 1, max = 200) int columns,
      @ForAll boolean four,
      @ForAll boolean biased,
      @ForAll long seed) {
    check(tokens, rows, columns, four, biased, new Random(seed));
  }

  /** Of which a thread draws several chunks. */
  @Property(tries = 6)
  void soDoManyRows(
      @ForAll @IntRange(min = 1, max = 20) int tokens,
      @ForAll @IntRange(min = 200, max = 3_200) int rows,
      @ForAll @IntRange(min = 300, max = 1_600) int columns,
      @ForAll boolean four,
      @ForAll long seed) {
    check(tokens, rows, columns, four, true, new Random(seed));
  }

  /** Of which few rows fill a chunk. */
  @Property(tries = 6)
  void soDoLongRows(
      @ForAll @IntRange(min = 1, max = 10) int tokens,
      @ForAll @IntRange(min = 1, max = 70) int rows,
      @ForAll @IntRange(min = 8_000, max = 20_000) int columns,
      @ForAll boolean four,
      @ForAll long seed) {
    check(tokens, rows, columns, four, false, new Random(seed));
  }

  @Property(tries = 4)
  void soDoManyTokens(
      @ForAll @IntRange(min = 300, max = 600) int tokens,
      @ForAll @IntRange(min = 1, max = 200) int rows,
      @ForAll @IntRange(min = 1, max = 200) int columns,
      @ForAll boolean four,
      @ForAll long seed) {
    check(tokens, rows, columns, four, true, new Random(seed));
  }

  /** More threads than processors are held up again and again, and the others help them. */
  @Property(tries = 12)
  void theNumberOfThreadsDoesNotMatter(
      @ForAll @IntRange(min = 2, max = 9) int threads,
      @ForAll @IntRange(min = 1, max = 10) int tokens,
      @ForAll @IntRange(min = 1, max = 3_000) int rows,
      @ForAll @IntRange(min = 1, max = 100) int columns,
      @ForAll long seed) {
    // two jobs in turn, so that what is left of the one would be seen in the other
    Random random = new Random(seed);
    byte[] four = Packing.pack(QuantisedType.INT4, gaussian(random, rows * columns), rows, columns);
    byte[] eight = Packing.pack(QuantisedType.INT8, gaussian(random, 40 * columns), 40, columns);
    float[] first = gaussian(random, tokens * columns);
    float[] second = gaussian(random, 90 * columns);
    kernels.with(0, 1);
    float[] firstExpected = call(four, first, null, rows, columns, 4);
    float[] secondExpected = call(eight, second, null, 40, columns, 8);
    kernels.with(0, threads);
    for (int call = 0; call < 100; call++) {
      assertThat(call(four, first, null, rows, columns, 4)).isEqualTo(firstExpected);
      assertThat(call(eight, second, null, 40, columns, 8)).isEqualTo(secondExpected);
    }
  }

  private static void check(
      int tokens, int rows, int columns, boolean four, boolean biased, Random random) {
    QuantisedType type = four ? QuantisedType.INT4 : QuantisedType.INT8;
    float[] weights = gaussian(random, rows * columns);
    float[] input = gaussian(random, tokens * columns);
    float[] bias = gaussian(random, rows);
    byte[] packed = Packing.pack(type, weights, rows, columns);
    double[] expected =
        Packing.product(type, packed, input, biased ? bias : new float[rows], rows, columns);
    // rounding the activations; a wrong column or row would be off by about one
    double tolerance = (four ? 0.05 : 0.001) * Math.sqrt(columns) + 1e-4;
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      float[] found = call(packed, input, biased ? bias : null, rows, columns, type.bits());
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) found[i]).isCloseTo(expected[i], within(tolerance));
      }
      int token = random.nextInt(tokens);
      float[] alone =
          call(
              packed,
              Arrays.copyOfRange(input, token * columns, (token + 1) * columns),
              biased ? bias : null,
              rows,
              columns,
              type.bits());
      assertThat(alone)
          .as("a token's result does not depend on the others")
          .isEqualTo(Arrays.copyOfRange(found, token * rows, (token + 1) * rows));
    }
  }

  @Property(tries = 60)
  void anInputThatIsNoNumberIsNotLost(
      @ForAll @IntRange(min = 1, max = 200) int columns,
      @ForAll boolean four,
      @ForAll boolean infinite,
      @ForAll long seed) {
    QuantisedType type = four ? QuantisedType.INT4 : QuantisedType.INT8;
    Random random = new Random(seed);
    int rows = 20;
    byte[] packed = Packing.pack(type, gaussian(random, rows * columns), rows, columns);
    float[] input = gaussian(random, 3 * columns);
    float[] whole = input.clone();
    input[columns + random.nextInt(columns)] = infinite ? Float.NEGATIVE_INFINITY : Float.NaN;
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      float[] found = call(packed, input, null, rows, columns, type.bits());
      float[] expected = call(packed, whole, null, rows, columns, type.bits());
      Arrays.fill(expected, rows, 2 * rows, Float.NaN);
      assertThat(found).as("set %d", set).isEqualTo(expected);
    }
  }

  @Property(tries = 40)
  void verySmallInputsCountAsNothing(
      @ForAll @IntRange(min = 1, max = 100) int columns, @ForAll boolean four, @ForAll long seed) {
    QuantisedType type = four ? QuantisedType.INT4 : QuantisedType.INT8;
    Random random = new Random(seed);
    byte[] packed = Packing.pack(type, gaussian(random, columns), 1, columns);
    float[] input = new float[columns];
    input[random.nextInt(columns)] = Float.MIN_VALUE * (1 + random.nextInt(1 << 20));
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      assertThat(call(packed, input, null, 1, columns, type.bits())[0])
          .isCloseTo(0, within(1e-30f));
    }
  }

  private static float[] call(
      byte[] packed, float[] input, float[] bias, int rows, int columns, int bits) {
    return bias == null
        ? kernels.call("linear", input, KernelModule.bytes(packed), columns, rows, bits)
        : kernels.call("linear_bias", input, KernelModule.bytes(packed), bias, columns, rows, bits);
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
