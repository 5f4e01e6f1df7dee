// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import java.util.ArrayDeque;
import java.util.function.Function;
import org.openautoglm.engine.api.IncrementalDecoder;

/**
 * Decodes through whole-sequence decoding of a sliding window, for decoders whose steps are not
 * known here. The window begins with the tokens whose text was released last, so that what a
 * decoder does to the first token of a sequence does not reach new text; the difference of the two
 * decodings is the new text. Same method as text-generation-inference's {@code decode_token}.
 */
final class WindowDecoder implements IncrementalDecoder {
  /** No character and no step known to us looks further; it bounds the work per token. */
  private static final int LONGEST_HOLD = 32;

  private final Function<int[], String> decode;
  private final ArrayDeque<Integer> released = new ArrayDeque<>();
  private final ArrayDeque<Integer> held = new ArrayDeque<>();

  WindowDecoder(Function<int[], String> decode) {
    this.decode = decode;
  }

  @Override
  public String append(int id) {
    held.add(id);
    String text = newText();
    boolean incomplete = text.isEmpty() || text.charAt(text.length() - 1) == '\uFFFD';
    if (incomplete && held.size() < LONGEST_HOLD) {
      return "";
    }
    released.clear();
    released.addAll(held);
    held.clear();
    return text;
  }

  @Override
  public String finish() {
    String text = newText();
    held.clear();
    return text;
  }

  private String newText() {
    int[] prefix = released.stream().mapToInt(Integer::intValue).toArray();
    int[] window = new int[prefix.length + held.size()];
    System.arraycopy(prefix, 0, window, 0, prefix.length);
    int next = prefix.length;
    for (int id : held) {
      window[next++] = id;
    }
    String before = decode.apply(prefix);
    String after = decode.apply(window);
    return after.length() > before.length() ? after.substring(before.length()) : "";
  }
}
