// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openautoglm.engine.api.TokenLogprobs;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.serving.api.StreamEvent.TokenLogprob;

/** Spells out the engine's logprobs: ids become text and bytes. */
final class Logprobs {
  private final Tokenizer tokenizer;

  Logprobs(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  List<TokenLogprob> spell(List<TokenLogprobs> tokens) {
    return tokens.stream().map(this::spell).toList();
  }

  TokenLogprob spell(TokenLogprobs token) {
    return one(
        token.token(),
        token.logprob(),
        token.top().stream()
            .map(alternative -> one(alternative.token(), alternative.logprob(), List.of()))
            .toList());
  }

  private TokenLogprob one(int id, float logprob, List<TokenLogprob> top) {
    byte[] bytes = tokenizer.tokenBytes(id);
    if (bytes.length == 0) {
      bytes = tokenizer.token(id).getBytes(StandardCharsets.UTF_8);
    }
    Double value = Float.isNaN(logprob) ? null : (double) logprob;
    return new TokenLogprob(id, new String(bytes, StandardCharsets.UTF_8), bytes, value, top);
  }
}
