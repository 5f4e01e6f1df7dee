// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Norms, activations, sums and embeddings of every instruction set against plain Java. */
@AddLifecycleHook(NeedsKernels.class)
class RowKernelsTest {
  private static final double EPSILON = 1e-5;

  private static KernelModule kernels;

  @BeforeContainer
  @BeforeAll
  static void open() {
    kernels = KernelModule.open();
  }

  @AfterContainer
  @AfterAll
  static void close() {
    if (kernels != null) {
      kernels.close();
    }
  }

  @Property(tries = 60)
  void normsAreThoseOfTheirFormulas(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 700) int width,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] x = gaussian(random, rows * width);
    float[] weight = gaussian(random, width);
    float[] bias = gaussian(random, width);
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      float[] rms = kernels.call("rms_norm", x, weight, EPSILON);
      float[] layer = kernels.call("layer_norm", x, weight, bias, EPSILON);
      for (int i = 0; i < x.length; i++) {
        int row = i / width;
        double mean = 0;
        double squares = 0;
        for (int c = 0; c < width; c++) {
          mean += x[row * width + c] / (double) width;
          squares += x[row * width + c] * (double) x[row * width + c] / width;
        }
        double variance = squares - mean * mean;
        assertThat((double) rms[i])
            .isCloseTo(x[i] / Math.sqrt(squares + EPSILON) * weight[i % width], within(1e-4));
        // the variance of one number is nothing but rounding
        if (width > 4) {
          assertThat((double) layer[i])
              .isCloseTo(
                  (x[i] - mean) / Math.sqrt(variance + EPSILON) * weight[i % width]
                      + bias[i % width],
                  within(2e-3));
        }
      }
    }
  }

  @Property(tries = 40)
  void activationsAreThoseOfTheirFormulas(
      @ForAll @IntRange(min = 1, max = 30) int rows,
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll long seed) {
    float[] x = gaussian(new Random(seed), 2 * rows * width);
    for (int i = 0; i < x.length; i += 7) {
      x[i] *= 40;
    }
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      for (int kind = 0; kind < 4; kind++) {
        float[] alone = kernels.call("activate", x, width, kind, false);
        float[] gated = kernels.call("activate", x, 2 * width, kind, true);
        for (int i = 0; i < x.length; i++) {
          assertThat((double) alone[i])
              .isCloseTo(activation(kind, x[i]), within(1e-5 * Math.max(1, Math.abs(x[i]))));
        }
        for (int i = 0; i < gated.length; i++) {
          int gate = i / width * 2 * width + i % width;
          double expected = activation(kind, x[gate]) * x[gate + width];
          assertThat((double) gated[i])
              .isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
        }
      }
      float[] sum = kernels.call("add", x, x, width);
      for (int i = 0; i < x.length; i++) {
        assertThat(sum[i]).isEqualTo(x[i] + x[i]);
      }
    }
  }

  private static double activation(int kind, double x) {
    return switch (kind) {
      case 0 -> x / (1 + Math.exp(-x));
      case 1 -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
      case 2 -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      default -> Math.max(0, x);
    };
  }

  /** By its Taylor series, or 1 where that has converged. */
  private static double erf(double x) {
    if (Math.abs(x) > 5) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 120; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  @Test
  void embeddingsOfEveryStoredFormatAreRead() {
    int width = 21;
    float[] table = new float[50 * width];
    ByteBuffer f32 = buffer(table.length * 4);
    ByteBuffer f16 = buffer(table.length * 2);
    ByteBuffer bf16 = buffer(table.length * 2);
    for (int i = 0; i < table.length; i++) {
      table[i] = (i % 97 - 48) / 64f;
      f32.putFloat(table[i]);
      f16.putShort(half(table[i]));
      bf16.putShort((short) (Float.floatToRawIntBits(table[i]) >>> 16));
    }
    long[] ids = {49, 0, 7, 7};
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      for (int type : new int[] {6, 5, 15}) {
        ByteBuffer stored = type == 6 ? f32 : type == 5 ? f16 : bf16;
        float[] rows = kernels.call("embed", ids, KernelModule.bytes(stored.array()), type, width);
        for (int i = 0; i < rows.length; i++) {
          assertThat(rows[i]).isEqualTo(table[(int) ids[i / width] * width + i % width]);
        }
      }
    }
  }

  /** Exact for small multiples of a power of two. */
  private static short half(float value) {
    if (value == 0) {
      return 0;
    }
    int bits = Float.floatToRawIntBits(value);
    int exponent = (bits >>> 23 & 255) - 127 + 15;
    return (short) (bits >>> 16 & 0x8000 | exponent << 10 | bits >>> 13 & 0x3ff);
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingBreaks() {
    byte[] table = new byte[64];
    assertThatThrownBy(() -> kernels.call("embed", new long[] {2}, KernelModule.bytes(table), 6, 8))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("an id has no row");
    assertThatThrownBy(() -> kernels.call("rms_norm", new float[12], new float[0], EPSILON))
        .isInstanceOf(EngineException.class);
    assertThatThrownBy(
            () ->
                kernels.call("linear", new float[32], KernelModule.bytes(new byte[288]), 32, 17, 4))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("does not have this shape");
    assertThat(kernels.call("embed", new long[] {1}, KernelModule.bytes(table), 6, 8)).hasSize(8);
  }

  @Test
  void emptyMatricesAndHeadsAreRefused() {
    byte[] nothing = new byte[0];
    assertThatThrownBy(
            () -> kernels.call("linear", new float[4], KernelModule.bytes(nothing), 4, 0, 4))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("the weight is empty");
    kernels.run("cache", 8L, 0L, 16L);
    assertThatThrownBy(() -> attend(new float[64], new float[8], 4, 16))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("heads do not divide");
    kernels.run("cache", 8L, 1L, 16L);
    assertThatThrownBy(() -> attend(new float[48], new float[16], 1, 32))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("too much is rotated");
    assertThat(attend(new float[48], new float[8], 1, 16)).hasSize(16);
  }

  @Test
  void aRefusalKeepsNoMemory() throws IOException {
    kernels.run("cache", 8L, 1L, 16L);
    var angles = KernelModule.bytes(new float[1 << 20]);
    long before = 0;
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(() -> attend(new float[48], angles, 1, 2 << 20))
          .isInstanceOf(EngineException.class);
      before = i == 20 ? residentBytes() : before;
    }
    // sines and cosines of the calls take 1,432 MiB; the heap of the JVM may grow meanwhile
    assertThat(residentBytes() - before).isLessThan(900L << 20);
  }

  private static float[] attend(float[] qkv, Object angles, int heads, int turned) {
    return kernels.call(
        "attend", qkv, angles, new long[] {0}, new long[] {0, 1, 0, 1}, heads, turned, false);
  }

  private static long residentBytes() throws IOException {
    String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
    return 4096 * Long.parseLong(pages);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
