// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.openautoglm.engine.checkpoint.StoredType;

/** The search for numbers that are not finite, against one by one. */
class FiniteFloatsTest {

  @Property(tries = 500)
  void anyBitsAreJudgedAsTheNumbersTheyAre(
      @ForAll @IntRange(min = 0, max = 40) int count, @ForAll boolean wild, @ForAll long seed) {
    Random random = new Random(seed);
    ByteBuffer wide = buffer(4 * count);
    ByteBuffer brain = buffer(2 * count);
    boolean finite = true;
    for (int i = 0; i < count; i++) {
      // wild ones are rarely not finite, the others close to it
      int bits = wild ? random.nextInt() : 0x7f00_0000 + random.nextInt(0x0080_0000);
      bits ^= random.nextInt() & 0x8000_0000;
      bits |= random.nextInt(60) == 0 ? 0x7f80_0000 : 0;
      finite &= Float.isFinite(Float.intBitsToFloat(bits));
      wide.putInt(bits);
      brain.putShort((short) (bits >>> 16));
    }
    assertThat(FiniteFloats.areAll(wide.flip(), StoredType.F32)).isEqualTo(finite);
    assertThat(FiniteFloats.areAll(brain.flip(), StoredType.BF16)).isEqualTo(finite);
  }

  @Property(tries = 500)
  void halvesAreJudgedAsTheNumbersTheyAre(
      @ForAll @IntRange(min = 1, max = 20) int count, @ForAll long seed) {
    Random random = new Random(seed);
    ByteBuffer halves = buffer(2 * count);
    boolean finite = true;
    for (int i = 0; i < count; i++) {
      int bits = random.nextInt(1 << 16);
      finite &= (bits & 0x7c00) != 0x7c00;
      halves.putShort((short) bits);
    }
    assertThat(FiniteFloats.areAll(halves.flip(), StoredType.F16)).isEqualTo(finite);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
