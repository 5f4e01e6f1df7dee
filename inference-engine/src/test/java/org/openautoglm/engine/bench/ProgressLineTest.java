// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aLineIsDrawnOnATerminalAndTakenAway() {
    ProgressLine line = line("true");
    line.accept(0.5);
    assertThat(shown()).startsWith("\rLoading [").contains("50 %");
    line.end();
    assertThat(shown()).endsWith(" \r");
  }

  @Test
  void nothingIsDrawnElsewhere() {
    ProgressLine line = line("false");
    line.accept(0.5);
    line.end();
    assertThat(shown()).isEmpty();
  }

  private ProgressLine line(String terminal) {
    return new ProgressLine(
        new PrintStream(out, true, StandardCharsets.UTF_8), "Loading", terminal);
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
