// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import java.util.function.Consumer;

/** The decoder steps that work on bytes. */
final class ByteSteps {
  private static final String REPLACEMENT = String.valueOf(Utf8Assembler.REPLACEMENT);

  private ByteSteps() {}

  /** {@code ByteLevel}: tokens spell bytes in {@link ByteAlphabet}; the bytes are UTF-8. */
  record ByteLevel() implements DecoderStep {

    @Override
    public Stage open() {
      return new ByteLevelStage();
    }

    @Override
    public byte[] bytes(String token) {
      return ByteAlphabet.decode(token);
    }
  }

  /**
   * {@code ByteFallback}: a token {@code <0xNN>} is a byte; a run of them is UTF-8 or it is not.
   */
  record ByteFallback() implements DecoderStep {

    @Override
    public Stage open() {
      return new ByteFallbackStage();
    }

    @Override
    public byte[] bytes(String token) {
      int value = byteOf(token);
      return value < 0 ? null : new byte[] {(byte) value};
    }

    static int byteOf(String token) {
      if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
        return -1;
      }
      int high = Character.digit(token.charAt(3), 16);
      int low = Character.digit(token.charAt(4), 16);
      return high < 0 || low < 0 || token.charAt(3) > 'f' || token.charAt(4) > 'f'
          ? -1
          : high << 4 | low;
    }
  }

  private static final class ByteLevelStage implements DecoderStep.Stage {
    private final Utf8Assembler assembler = new Utf8Assembler();
    private final StringBuilder out = new StringBuilder();

    @Override
    public void accept(String token, Consumer<String> next) {
      for (byte unit : ByteAlphabet.decode(token)) {
        assembler.append(unit, out);
      }
      release(next);
    }

    @Override
    public void finish(Consumer<String> next) {
      assembler.finish(out);
      release(next);
    }

    private void release(Consumer<String> next) {
      if (!out.isEmpty()) {
        next.accept(out.toString());
        out.setLength(0);
      }
    }
  }

  /**
   * The library decides about a whole run of byte tokens: valid UTF-8, or one U+FFFD for every byte
   * of it. So nothing of a run is certain before it ends or has become invalid.
   */
  private static final class ByteFallbackStage implements DecoderStep.Stage {
    private final StringBuilder text = new StringBuilder();
    private Utf8Assembler assembler = new Utf8Assembler();
    private int length;

    @Override
    public void accept(String token, Consumer<String> next) {
      int value = ByteFallback.byteOf(token);
      if (value < 0) {
        finish(next);
        next.accept(token);
      } else if (assembler.isIllFormed()) {
        next.accept(REPLACEMENT);
      } else {
        length++;
        assembler.append((byte) value, text);
        if (assembler.isIllFormed()) {
          passReplacements(next);
        }
      }
    }

    @Override
    public void finish(Consumer<String> next) {
      if (assembler.isPending() && !assembler.isIllFormed()) {
        passReplacements(next);
      } else if (length > 0 && !assembler.isIllFormed()) {
        next.accept(text.toString());
      }
      assembler = new Utf8Assembler();
      text.setLength(0);
      length = 0;
    }

    private void passReplacements(Consumer<String> next) {
      for (int i = 0; i < length; i++) {
        next.accept(REPLACEMENT);
      }
    }
  }
}
