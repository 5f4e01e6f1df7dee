// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.openautoglm.engine.api.IncrementalDecoder;

/** Decodes by running the decoder's own steps on each token as it comes. */
final class PipelineDecoder implements IncrementalDecoder {
  private final IntFunction<String> tokens;
  private final List<DecoderStep.Stage> stages;
  private final StringBuilder out = new StringBuilder();

  /**
   * @param tokens the token of an id, or null for one that decodes to nothing
   */
  PipelineDecoder(DecoderPipeline pipeline, IntFunction<String> tokens) {
    this.tokens = tokens;
    this.stages = pipeline.steps().stream().map(DecoderStep::open).toList();
  }

  @Override
  public String append(int id) {
    String token = tokens.apply(id);
    if (token != null) {
      from(0).accept(token);
    }
    return release();
  }

  @Override
  public String finish() {
    for (int i = 0; i < stages.size(); i++) {
      stages.get(i).finish(from(i + 1));
    }
    return release();
  }

  private Consumer<String> from(int index) {
    if (index == stages.size()) {
      return out::append;
    }
    return token -> stages.get(index).accept(token, from(index + 1));
  }

  private String release() {
    String text = out.toString();
    out.setLength(0);
    return text;
  }
}
