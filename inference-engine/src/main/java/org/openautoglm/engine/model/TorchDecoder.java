// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.DoubleConsumer;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.ModelMemory;
import org.openautoglm.engine.batch.Forward;
import org.openautoglm.engine.batch.StepResults;
import org.openautoglm.engine.batch.StepTokens;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.engine.sampling.Sampler;
import org.openautoglm.engine.torchscript.ScriptModule;

/**
 * A decoder with its weights and cache in native memory. Float32 and float16 weights that need no
 * conversion are read from the mapped file in place.
 */
public final class TorchDecoder implements Forward, AutoCloseable {
  /** Best tokens of each row that a device is asked for. */
  private static final int CANDIDATES = 128;

  private final Decoder decoder;
  private final ScriptModule module;
  private final Lock device;
  private final boolean onHost;
  private final long matrixBytes;

  private TorchDecoder(
      Decoder decoder, ScriptModule module, Placement placement, long matrixBytes) {
    this.decoder = decoder;
    this.module = module;
    this.device = placement.turn();
    this.onHost = placement.isCpu();
    this.matrixBytes = matrixBytes;
  }

  /**
   * Checks that the checkpoint has every tensor its architecture needs, without reading weights.
   *
   * @throws CheckpointException naming the tensor or key at fault
   */
  public static DecoderShape check(Checkpoint checkpoint) {
    Decoder decoder = Architecture.of(checkpoint).describe(checkpoint, new AtenOperators());
    decoder.weights().forEach(weight -> stored(checkpoint, weight));
    Decoder.Sizes sizes = decoder.sizes();
    Attention.Heads heads = sizes.heads();
    return new DecoderShape(sizes.layers(), heads.hidden(), sizes.vocabulary(), sizes.context());
  }

  /** What is known of a decoder before it is loaded. */
  public record DecoderShape(int layers, int hidden, int vocabulary, int context) {}

  /**
   * The memory that a checkpoint takes when it is loaded there.
   *
   * @throws CheckpointException naming the tensor or key at fault
   */
  public static ModelMemory memory(Checkpoint checkpoint, Placement placement) {
    Decoder decoder = describe(checkpoint, placement.operators());
    long weights =
        decoder.weights().stream()
            .mapToLong(weight -> placement.bytesOf(weight, checkpoint, decoder.operators()))
            .sum();
    Attention.Heads heads = decoder.sizes().heads();
    long cached = 2L * decoder.sizes().layers() * heads.keyValue() * heads.dim();
    return new ModelMemory(
        weights, cached * decoder.operators().cacheType(placement.scalarType()).bytes());
  }

  /**
   * Loads all weights and allocates the cache.
   *
   * @param progress receives the loaded fraction, 0 to 1
   * @throws CheckpointException when a tensor is missing or cannot be read
   */
  public static TorchDecoder load(
      Checkpoint checkpoint, Placement placement, DoubleConsumer progress) {
    return load(checkpoint, placement, progress, StoredTensor.LARGEST_PART);
  }

  /**
   * @param largestPart bytes of a tensor handed over at once
   */
  static TorchDecoder load(
      Checkpoint checkpoint, Placement placement, DoubleConsumer progress, long largestPart) {
    return load(checkpoint, placement, placement.operators(), progress, largestPart);
  }

  static TorchDecoder load(
      Checkpoint checkpoint,
      Placement placement,
      Operators operators,
      DoubleConsumer progress,
      long largestPart) {
    Decoder decoder = describe(checkpoint, operators);
    decoder.weights().forEach(weight -> stored(checkpoint, weight));
    ScriptModule module = ScriptModule.load(StepScript.archive(decoder), placement.djlDevice());
    try {
      long matrixBytes =
          new WeightLoader(module, checkpoint, placement, largestPart).load(decoder, progress);
      Attention.Heads heads = decoder.sizes().heads();
      module.run(
          "allocate",
          (long) decoder.sizes().layers(),
          new long[] {placement.cacheRows(), heads.keyValue(), heads.dim()},
          decoder.operators().cacheType(placement.scalarType()).number(),
          placement.torchDevice());
      return new TorchDecoder(decoder, module, placement, matrixBytes);
    } catch (RuntimeException | Error e) {
      module.close();
      throw e;
    }
  }

  private static Decoder describe(Checkpoint checkpoint, Operators operators) {
    Architecture architecture = Architecture.of(checkpoint);
    Decoder decoder = architecture.describe(checkpoint, operators);
    return operators.fit(decoder.sizes().heads())
        ? decoder
        : architecture.describe(checkpoint, new AtenOperators());
  }

  static List<StoredTensor> stored(Checkpoint checkpoint, Weight weight) {
    return weight.parts().stream()
        .map(
            part ->
                checkpoint.tensor(
                    part.name(), part.shape().stream().mapToLong(Long::longValue).toArray()))
        .toList();
  }

  /** Bytes of all matrices in memory: what one token reads of a model without experts. */
  public long matrixBytes() {
    return matrixBytes;
  }

  /** Numbers in the matrices of all layers, the output matrix not among them. */
  public long layerElements() {
    return decoder.groups().stream()
        .mapToLong(
            group ->
                group.count()
                    * group.layer().weightsOf(group.first()).stream()
                        .filter(weight -> weight.form().isMatrix())
                        .mapToLong(weight -> weight.outputs() * weight.inputs())
                        .sum())
        .sum();
  }

  @Override
  public int vocabularySize() {
    return decoder.sizes().vocabulary();
  }

  @Override
  public int hiddenSize() {
    return decoder.sizes().heads().hidden();
  }

  @Override
  public float[] logits(StepTokens step) {
    return run(step, true);
  }

  @Override
  public float[] hiddenStates(StepTokens step) {
    return run(step, false);
  }

  private float[] run(StepTokens step, boolean logits) {
    return floats(
        "step",
        step.ids(),
        step.positions(),
        step.cacheRows(),
        step.sequences(),
        step.rows(),
        logits);
  }

  @Override
  public StepResults choices(StepTokens step, double[] temperatures) {
    boolean nothingWanted = temperatures.length == 0;
    return onHost || nothingWanted || vocabularySize() > DeviceLogits.LARGEST_VOCABULARY
        ? Forward.super.choices(step, temperatures)
        : deviceLogits(step, temperatures, CANDIDATES);
  }

  /** Leaves the logits where they are computed, and brings the best of each row. */
  DeviceLogits deviceLogits(StepTokens step, double[] temperatures, int most) {
    int candidates = Math.min(most, vocabularySize());
    float[] packed =
        floats(
            "candidates",
            step.ids(),
            step.positions(),
            step.cacheRows(),
            step.sequences(),
            step.rows(),
            scales(temperatures),
            (long) candidates);
    return new DeviceLogits(packed, candidates, vocabularySize(), row -> floats("row", (long) row));
  }

  private static ScriptModule.Bytes scales(double[] temperatures) {
    ByteBuffer scales =
        ByteBuffer.allocateDirect(Float.BYTES * temperatures.length).order(ByteOrder.nativeOrder());
    for (double temperature : temperatures) {
      scales.putFloat((float) Sampler.scale(temperature));
    }
    return new ScriptModule.Bytes(scales.flip(), DataType.FLOAT32, false);
  }

  private float[] floats(String method, Object... arguments) {
    device.lock();
    try {
      return module.floats(method, arguments);
    } finally {
      device.unlock();
    }
  }

  @Override
  public void copyCache(int from, int to, int rows) {
    device.lock();
    try {
      boolean overlap = Math.abs(from - to) < rows;
      module.run("move", (long) from, (long) to, (long) rows, overlap);
    } finally {
      device.unlock();
    }
  }

  @Override
  public void close() {
    try {
      module.run("clear");
    } finally {
      module.close();
    }
  }
}
