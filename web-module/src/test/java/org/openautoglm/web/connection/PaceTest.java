// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private long now;
  private final Pace pace = new Pace(LIMIT, () -> now);

  @Test
  void whoNeverHasToBeWaitedForIsNeverTooSlow() {
    for (int write = 0; write < 1_000; write++) {
      pass(60);
      assertThat(pace.isTooSlow()).as("between writes").isFalse();
      pace.begins();
      assertThat(pace.isTooSlow()).isFalse();
      pace.ended(200);
    }
  }

  @Test
  void oneWriteThatIsWaitedForTooLongIsTooSlow() {
    pace.begins();
    pass(10);
    assertThat(pace.isTooSlow()).isFalse();
    pass(1);
    assertThat(pace.isTooSlow()).isTrue();
  }

  @Test
  void slownessAddsUpUntilAStretchHasBeenTaken() {
    for (int write = 0; write < 4; write++) {
      pace.begins();
      pass(2);
      pace.ended(1_000);
    }
    pace.begins();
    pass(3);
    assertThat(pace.isTooSlow()).isTrue();

    pace.ended(pace.left());
    pace.begins();
    pass(10);
    assertThat(pace.isTooSlow()).isFalse();
  }

  @Property(tries = 100)
  void nothingIsLostOrTurnedRoundOnTheWay(@ForAll @Size(max = 40_000) byte[] bytes)
      throws IOException {
    Pieces taken = new Pieces();
    try (PacedOutput output = new PacedOutput(taken, new Pace(LIMIT, () -> 0))) {
      int half = bytes.length / 2;
      output.write(bytes, 0, half);
      output.flush();
      for (int index = half; index < Math.min(bytes.length, half + 10); index++) {
        output.write(bytes[index]);
      }
      int rest = Math.min(bytes.length, half + 10);
      output.write(bytes, rest, bytes.length - rest);
    }

    assertThat(taken.bytes.toByteArray()).isEqualTo(bytes);
    assertThat(taken.largest).isLessThanOrEqualTo(Pace.STRETCH);
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  private static final class Pieces extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int largest;

    @Override
    public void write(int value) {
      bytes.write(value);
    }

    @Override
    public void write(byte[] piece, int offset, int length) {
      largest = Math.max(largest, length);
      bytes.writeBytes(Arrays.copyOfRange(piece, offset, offset + length));
    }
  }
}
