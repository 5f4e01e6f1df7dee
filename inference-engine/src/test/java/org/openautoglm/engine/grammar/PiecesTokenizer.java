// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.openautoglm.engine.api.IncrementalDecoder;
import org.openautoglm.engine.api.Tokenizer;

/** Every byte is a token, and so are some pieces of text; the special ones come last. */
public final class PiecesTokenizer implements Tokenizer {
  private static final int BYTES = 256;

  private final List<String> pieces;
  private final int special;

  /**
   * @param special how many of the pieces, from the last one, are special tokens
   */
  public PiecesTokenizer(List<String> pieces, int special) {
    this.pieces = List.copyOf(pieces);
    this.special = special;
  }

  /** The id of a piece. */
  public int id(String piece) {
    return BYTES + pieces.indexOf(piece);
  }

  /** The longest piece first, wherever there is one; otherwise bytes. */
  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    List<Integer> ids = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      String rest = text.substring(at);
      String piece = "";
      for (String candidate : pieces) {
        if (rest.startsWith(candidate) && candidate.length() > piece.length()) {
          piece = candidate;
        }
      }
      if (piece.isEmpty()) {
        int end = text.offsetByCodePoints(at, 1);
        for (byte next : text.substring(at, end).getBytes(StandardCharsets.UTF_8)) {
          ids.add(Byte.toUnsignedInt(next));
        }
        at = end;
      } else {
        ids.add(id(piece));
        at += piece.length();
      }
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    IntStream.of(ids).forEach(id -> bytes.writeBytes(tokenBytes(id)));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public String token(int id) {
    return id < BYTES ? "<0x%02X>".formatted(id) : pieces.get(id - BYTES);
  }

  @Override
  public byte[] tokenBytes(int id) {
    return id < BYTES
        ? new byte[] {(byte) id}
        : pieces.get(id - BYTES).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isSpecial(int id) {
    return id >= vocabularySize() - special;
  }

  @Override
  public int vocabularySize() {
    return BYTES + pieces.size();
  }

  @Override
  public IncrementalDecoder newDecoder(boolean skipSpecialTokens) {
    throw new UnsupportedOperationException("nothing is streamed here");
  }
}
