// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.ChatTemplateException;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.GenerationBatch;
import org.openautoglm.engine.api.GenerationDefaults;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.api.ToolCalls;

/**
 * A model that knows the alphabet. Its template refuses the role "nobody" and breaks on "broken".
 */
public final class FakeModel implements Model {
  private final FakeEngine engine;
  private final ModelInfo info;
  private final FakeBatch batch;
  private final FakeTokenizer tokenizer = new FakeTokenizer();

  FakeModel(FakeEngine engine, ModelInfo info, int cacheTokens) {
    this.engine = engine;
    this.info = info;
    this.batch = new FakeBatch(engine, cacheTokens);
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public ComputeType computeType() {
    return ComputeType.FLOAT32;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Optional<ChatTemplate> chatTemplate() {
    return info.chatTemplate()
        ? Optional.of(prompt -> render(prompt.messages()))
        : Optional.empty();
  }

  private static String render(List<Map<String, Object>> messages) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> message : messages) {
      Object role = message.get("role");
      if ("nobody".equals(role)) {
        throw new ChatTemplateException("Only known roles are supported!", true, null);
      }
      if ("broken".equals(role)) {
        throw new ChatTemplateException("line 1: unexpected end of template", false, null);
      }
      text.append('<').append(role).append('>').append(message.get("content"));
    }
    return text.toString();
  }

  @Override
  public GenerationDefaults generationDefaults() {
    return engine.defaults;
  }

  @Override
  public Optional<ToolCalls> toolCalls(List<Map<String, Object>> tools) {
    engine.tools.add(tools);
    return Optional.ofNullable(engine.toolCalls);
  }

  /** Holds answers to nothing, and knows what to. */
  @Override
  public Grammar json(Map<String, Object> schema) {
    if (schema.containsKey("impossible")) {
      throw new IllegalArgumentException("no value keeps to the schema");
    }
    return new HeldTo(schema);
  }

  /** What an answer was to be held to. */
  public record HeldTo(Map<String, Object> schema) implements Grammar {
    @Override
    public Matcher matcher() {
      return FREE.matcher();
    }
  }

  @Override
  public GenerationBatch batch() {
    return batch;
  }

  @Override
  public void close() {
    batch.close();
    engine.openModels.decrementAndGet();
  }
}
