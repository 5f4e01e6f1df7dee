// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.stream.LongStream;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.GenerationBatch;
import org.openautoglm.engine.api.GenerationDefaults;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.engine.api.ModelMemory;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.api.ToolCalls;
import org.openautoglm.engine.batch.BatchLimits;
import org.openautoglm.engine.batch.SequenceBatch;
import org.openautoglm.engine.batch.StepTokens;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.grammar.JsonGrammar;
import org.openautoglm.engine.grammar.VocabularyTree;
import org.openautoglm.engine.model.Placement;
import org.openautoglm.engine.model.TorchDecoder;
import org.openautoglm.engine.tokenizer.CheckpointTokenizer;
import org.openautoglm.engine.toolcall.ToolCallForm;

/** A model put together: what it owns is closed with it, in the reverse order. */
final class LoadedModel implements Model {
  /** Keeps the step of a long prompt short enough for the sequences that run beside it. */
  private static final int TOKENS_PER_STEP = 512;

  private static final int WARM_UP_TOKENS = 64;
  private static final int WARM_UP_STEPS = 3;

  private final ModelInfo info;
  private final ComputeType computeType;
  private final GenerationDefaults defaults;
  private final CheckpointTokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final TorchDecoder decoder;
  private final SequenceBatch batch;

  /** Made when they are first asked for, which takes a large vocabulary a moment; null before. */
  private Forms forms;

  /** What answers can be held to. */
  private record Forms(VocabularyTree vocabulary, Optional<ToolCallForm> toolCalls) {}

  /**
   * What the models of a process share.
   *
   * @param turn of the models on one device
   * @param kernels whether operators of our own are there
   * @param quantised where quantised weights are kept whose checkpoints cannot be written to
   */
  record Machine(Lock turn, boolean kernels, Path quantised) {
    private Placement placement(String device, ComputeType type, int cacheRows) {
      return new Placement(device, type, kernels, quantised, cacheRows, turn);
    }
  }

  private LoadedModel(
      ModelInfo info,
      Checkpoint checkpoint,
      CheckpointTokenizer tokenizer,
      TorchDecoder decoder,
      LoadOptions options,
      ComputeType computeType) {
    this.info = info;
    this.computeType = computeType;
    this.defaults = checkpoint.generationDefaults();
    this.tokenizer = tokenizer;
    this.template = Templates.of(checkpoint.folder());
    this.decoder = decoder;
    BatchLimits limits =
        new BatchLimits(
            info.vocabularySize(),
            info.contextLength(),
            options.cacheTokens(),
            options.maxSequences(),
            TOKENS_PER_STEP);
    this.batch =
        new SequenceBatch(
            decoder, limits, options.batch(), tokenizer, new SecureRandom()::nextLong);
  }

  static ModelMemory memory(
      Checkpoint checkpoint, ModelInfo info, String device, ComputeType type, Machine machine) {
    return TorchDecoder.memory(
        checkpoint, machine.placement(device, choose(device, type, info), 0));
  }

  static LoadedModel load(
      Checkpoint checkpoint, ModelInfo info, LoadOptions options, Machine machine) {
    long start = System.nanoTime();
    ComputeType type = choose(options.device(), options.computeType(), info);
    CheckpointTokenizer tokenizer = CheckpointTokenizer.open(checkpoint.folder());
    TorchDecoder decoder = null;
    try {
      requireSameVocabulary(checkpoint, info, tokenizer);
      Placement placement = machine.placement(options.device(), type, options.cacheTokens());
      decoder = TorchDecoder.load(checkpoint, placement, options.progress());
      warmUp(decoder, Math.min(info.contextLength(), options.cacheTokens()));
      LoadedModel model = new LoadedModel(info, checkpoint, tokenizer, decoder, options, type);
      EngineLog.LOG.loaded(
          checkpoint.folder().getFileName().toString(),
          info.architecture(),
          info.parameters() / 1_000_000,
          type.toString(),
          options.device(),
          (System.nanoTime() - start) / 1_000_000,
          options.cacheTokens());
      return model;
    } catch (RuntimeException | Error e) {
      try (tokenizer) {
        if (decoder != null) {
          decoder.close();
        }
      }
      throw e;
    }
  }

  /**
   * Computes some tokens of nobody, so that the first caller does not wait until weights are read
   * from the disk, scratch memory is there, and code is compiled.
   */
  private static void warmUp(TorchDecoder decoder, int longest) {
    int prompt = Math.min(WARM_UP_TOKENS, longest - 1);
    if (prompt < 1) {
      return;
    }
    long[] range = LongStream.range(0, prompt).toArray();
    double[] greedy = {0};
    decoder.choices(
        new StepTokens(
            new long[prompt], range, range, new long[] {0, prompt, 0, prompt}, new long[] {0}),
        greedy);
    long[] next = {prompt};
    long[] first = {0};
    for (int step = 0; step < WARM_UP_STEPS; step++) {
      decoder.choices(
          new StepTokens(first, next, next, new long[] {0, 1, 0, prompt + 1}, first), greedy);
    }
  }

  /** {@code auto} is the checkpoint's own type where the device computes in it, else float32. */
  private static ComputeType choose(String device, ComputeType asked, ModelInfo info) {
    boolean cpu = device.equals("cpu");
    if (asked == ComputeType.FLOAT16 && cpu) {
      throw new EngineUnavailableException(
          "float16 is computed on GPUs only; on this device the dtype can be float32, bfloat16,"
              + " int8 or int4.",
          null);
    }
    if (asked != ComputeType.AUTO) {
      return asked;
    }
    return switch (info.storedType()) {
      case "BF16" -> cpu && !CpuFeatures.hasBfloat16() ? ComputeType.FLOAT32 : ComputeType.BFLOAT16;
      case "F16" -> cpu ? ComputeType.FLOAT32 : ComputeType.FLOAT16;
      default -> ComputeType.FLOAT32;
    };
  }

  /** Ids the tokenizer makes must have a row in the embedding; spare rows are usual. */
  private static void requireSameVocabulary(
      Checkpoint checkpoint, ModelInfo info, Tokenizer tokenizer) {
    if (tokenizer.vocabularySize() > info.vocabularySize()) {
      throw new CheckpointException(
          checkpoint.folder().resolve("tokenizer.json")
              + " has "
              + tokenizer.vocabularySize()
              + " tokens, but config.json's vocab_size is only "
              + info.vocabularySize()
              + ": the files belong to different models");
    }
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public ComputeType computeType() {
    return computeType;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Optional<ChatTemplate> chatTemplate() {
    return template;
  }

  @Override
  public GenerationDefaults generationDefaults() {
    return defaults;
  }

  @Override
  public Optional<ToolCalls> toolCalls(List<Map<String, Object>> tools) {
    return forms().toolCalls().map(form -> form.of(tools));
  }

  @Override
  public Grammar json(Map<String, Object> schema) {
    return new JsonGrammar(forms().vocabulary(), defaults.stopTokens(), schema);
  }

  private synchronized Forms forms() {
    if (forms == null) {
      int rows = info.vocabularySize();
      VocabularyTree vocabulary =
          VocabularyTree.of(tokenizer, rows, ToolCallForm.marks(tokenizer), defaults.stopTokens());
      forms =
          new Forms(
              vocabulary,
              template.flatMap(found -> ToolCallForm.of(found, tokenizer, vocabulary, rows)));
    }
    return forms;
  }

  @Override
  public GenerationBatch batch() {
    return batch;
  }

  @Override
  public void close() {
    try (tokenizer;
        decoder) {
      batch.close();
    }
  }
}
