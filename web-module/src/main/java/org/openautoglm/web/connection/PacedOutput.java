// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** Writes in pieces small enough to tell a slow caller from a long answer. */
final class PacedOutput extends OutputStream {
  private final OutputStream output;
  private final Pace pace;

  PacedOutput(OutputStream output, Pace pace) {
    this.output = output;
    this.pace = pace;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int end = offset + length;
    for (int from = offset; from < end; ) {
      int begin = from;
      int piece = Math.min(end - from, pace.left());
      waitFor(piece, () -> output.write(bytes, begin, piece));
      from += piece;
    }
  }

  @Override
  public void flush() throws IOException {
    waitFor(0, output::flush);
  }

  @Override
  public void close() throws IOException {
    waitFor(0, output::close);
  }

  private void waitFor(int bytes, Step step) throws IOException {
    pace.begins();
    try {
      step.run();
    } catch (RuntimeException e) {
      // Undertow's HTTP/2 stream trips over being closed by another thread
      if (pace.isGivenUp()) {
        throw new IOException("The caller was cut off", e);
      }
      throw e;
    } finally {
      pace.ended(bytes);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
