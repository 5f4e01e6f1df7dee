// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises by their first bytes the files that are often found in place of a checkpoint file. */
final class FileSignature {
  /** Bytes that suffice to recognise all of them. */
  static final int LENGTH = 32;

  private FileSignature() {}

  /** What the file is instead, and what to do; empty when it is nothing known. */
  static Optional<String> foreign(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String lower = text.toLowerCase(Locale.ROOT).stripLeading();
    if (text.startsWith("version https://git-lfs")) {
      return Optional.of(
          "is a git-lfs pointer, not the file itself; fetch it with 'git lfs pull' or download it"
              + " again");
    }
    if (text.startsWith("PK\003\004") || (head.length > 1 && isPickle(head))) {
      return Optional.of("is a PyTorch pickle file under another name; " + WeightFiles.CONVERT);
    }
    if (text.startsWith("GGUF")) {
      return Optional.of(
          "is a GGUF file; this engine loads Hugging Face checkpoints in safetensors format");
    }
    if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
      return Optional.of("is a web page, probably an error page of the site it came from");
    }
    return Optional.empty();
  }

  /** Opcode PROTO and a protocol number, as every pickle of protocol 2 and later begins. */
  private static boolean isPickle(byte[] head) {
    return head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5;
  }
}
