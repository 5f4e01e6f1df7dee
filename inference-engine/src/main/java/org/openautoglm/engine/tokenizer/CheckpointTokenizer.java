// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.IncrementalDecoder;
import org.openautoglm.engine.api.Tokenizer;

/**
 * The tokenizer of a checkpoint folder. It never truncates and never pads. It holds native memory
 * until it is closed; afterwards it refuses to encode.
 *
 * <p>Text is encoded by the native Hugging Face library and decoded by {@link DecoderPipeline},
 * which gives the same text: the library panics on some sequences (a {@code Strip} decoder on an
 * empty token, for one), and a panic in it ends the JVM.
 */
public final class CheckpointTokenizer implements Tokenizer, AutoCloseable {
  private final NativeTokenizer library;
  private final Vocabulary vocabulary;
  private final DecoderPipeline pipeline;

  private CheckpointTokenizer(
      NativeTokenizer library, Vocabulary vocabulary, DecoderPipeline pipeline) {
    this.library = library;
    this.vocabulary = vocabulary;
    this.pipeline = pipeline;
  }

  /**
   * Opens the tokenizer of a checkpoint folder.
   *
   * @throws CheckpointException when {@code tokenizer.json} is missing, malformed or not a
   *     tokenizer
   * @throws EngineUnavailableException when the native library cannot be loaded
   */
  public static CheckpointTokenizer open(Path folder) {
    JsonObject json = TokenizerFiles.readTokenizer(folder);
    try {
      Vocabulary vocabulary = Vocabulary.parse(json);
      DecoderPipeline pipeline = DecoderPipeline.parse(json.get("decoder"));
      return new CheckpointTokenizer(NativeTokenizer.parse(json.toString()), vocabulary, pipeline);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          folder.resolve("tokenizer.json") + ": not a usable tokenizer: " + e.getMessage(), e);
    }
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    return library.encode(text, addSpecialTokens);
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    if (!pipeline.complete()) {
      return library.decode(ids, skipSpecialTokens);
    }
    IncrementalDecoder decoder = newDecoder(skipSpecialTokens);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.append(id));
    }
    return text.append(decoder.finish()).toString();
  }

  @Override
  public String token(int id) {
    String token = vocabulary.token(id);
    return token == null ? "" : token;
  }

  @Override
  public byte[] tokenBytes(int id) {
    String token = vocabulary.token(id);
    return token == null ? new byte[0] : pipeline.bytes(token);
  }

  @Override
  public boolean isSpecial(int id) {
    return vocabulary.isSpecial(id);
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public IncrementalDecoder newDecoder(boolean skipSpecialTokens) {
    if (!pipeline.complete()) {
      return new WindowDecoder(ids -> decode(ids, skipSpecialTokens));
    }
    return new PipelineDecoder(
        pipeline,
        id -> skipSpecialTokens && vocabulary.isSpecial(id) ? null : vocabulary.token(id));
  }

  @Override
  public void close() {
    library.close();
  }
}
