// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.DoubleConsumer;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.batch.Forward;
import org.openautoglm.engine.batch.StepTokens;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.MappedRows;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.engine.torchscript.ScriptModule;

/**
 * A decoder with its weights and cache in native memory. Float32 and float16 weights that need no
 * conversion are read from the mapped file in place.
 */
public final class TorchDecoder implements Forward, AutoCloseable {
  private final Decoder decoder;
  private final ScriptModule module;
  private final Lock device;

  private TorchDecoder(Decoder decoder, ScriptModule module, Lock device) {
    this.decoder = decoder;
    this.module = module;
    this.device = device;
  }

  /**
   * Where and how a decoder runs.
   *
   * @param device {@code cpu} or {@code gpu:N}
   * @param computeType not {@link ComputeType#AUTO}
   * @param cacheRows rows of the KV cache
   * @param turn held during each native call, so that models on one device take turns
   */
  public record Placement(String device, ComputeType computeType, int cacheRows, Lock turn) {

    Device djlDevice() {
      return device.equals("cpu") ? Device.cpu() : Device.gpu(gpuNumber());
    }

    String torchDevice() {
      return device.equals("cpu") ? "cpu" : "cuda:" + gpuNumber();
    }

    private int gpuNumber() {
      return Integer.parseInt(device.substring("gpu:".length()));
    }

    ScalarType scalarType() {
      return computeType == ComputeType.BFLOAT16 ? ScalarType.BFLOAT16 : ScalarType.FLOAT32;
    }
  }

  /**
   * Checks that the checkpoint has every tensor its architecture needs, without reading weights.
   *
   * @throws CheckpointException naming the tensor or key at fault
   */
  public static DecoderShape check(Checkpoint checkpoint) {
    Decoder decoder = Architecture.of(checkpoint).describe(checkpoint);
    stored(checkpoint, decoder);
    Decoder.Sizes sizes = decoder.sizes();
    Attention.Heads heads = sizes.heads();
    return new DecoderShape(
        sizes.layers(),
        heads.hidden(),
        sizes.vocabulary(),
        sizes.context(),
        2L * sizes.layers() * heads.keyValue() * heads.dim());
  }

  /**
   * What is known of a decoder before it is loaded.
   *
   * @param cacheElementsPerToken numbers of KV cache per token
   */
  public record DecoderShape(
      int layers, int hidden, int vocabulary, int context, long cacheElementsPerToken) {}

  /**
   * Loads all weights and allocates the cache.
   *
   * @param progress receives the loaded fraction, 0 to 1
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
    Decoder decoder = Architecture.of(checkpoint).describe(checkpoint);
    List<StoredTensor> stored = stored(checkpoint, decoder);
    ScriptModule module = ScriptModule.load(StepScript.archive(decoder), placement.djlDevice());
    try {
      List<Weight> weights = decoder.weights();
      for (int i = 0; i < weights.size(); i++) {
        add(module, weights.get(i), stored.get(i), placement, largestPart);
        progress.accept((i + 1.0) / weights.size());
      }
      Attention.Heads heads = decoder.sizes().heads();
      module.run(
          "allocate",
          (long) decoder.sizes().layers(),
          new long[] {placement.cacheRows(), heads.keyValue(), heads.dim()},
          placement.scalarType().number(),
          placement.torchDevice());
      return new TorchDecoder(decoder, module, placement.turn());
    } catch (RuntimeException | Error e) {
      module.close();
      throw e;
    }
  }

  private static List<StoredTensor> stored(Checkpoint checkpoint, Decoder decoder) {
    return decoder.weights().stream()
        .map(
            weight ->
                checkpoint.tensor(
                    weight.name(), weight.shape().stream().mapToLong(Long::longValue).toArray()))
        .toList();
  }

  private static void add(
      ScriptModule module, Weight weight, StoredTensor stored, Placement placement, long largest) {
    ScalarType type = ScalarType.of(stored);
    ScalarType compute =
        weight.form() == Weight.Form.FLOAT32 ? ScalarType.FLOAT32 : placement.scalarType();
    boolean transposed = weight.form() == Weight.Form.TRANSPOSED;
    List<MappedRows> parts = stored.map(largest);
    boolean readInPlace =
        parts.size() == 1 && type == compute && type != ScalarType.BFLOAT16 && !transposed;
    for (MappedRows part : parts) {
      long[] shape = weight.shape().stream().mapToLong(Long::longValue).toArray();
      shape[0] = part.rows();
      module.run(
          "add",
          new ScriptModule.Bytes(part.bytes(), type.transport(), readInPlace),
          shape,
          type.number(),
          compute.number(),
          transposed,
          placement.torchDevice());
    }
    if (parts.size() > 1) {
      module.run("join", (long) parts.size(), transposed ? 1L : 0L);
    }
  }

  /**
   * Number formats of weights.
   *
   * <p>BF16 travels as bytes, because DJL's native layer ends the process when it meets a tensor of
   * that type.
   */
  private enum ScalarType {
    FLOAT16(5, DataType.FLOAT16),
    FLOAT32(6, DataType.FLOAT32),
    FLOAT64(7, DataType.FLOAT64),
    BFLOAT16(15, DataType.UINT8);

    private final long number;
    private final DataType transport;

    ScalarType(long number, DataType transport) {
      this.number = number;
      this.transport = transport;
    }

    long number() {
      return number;
    }

    DataType transport() {
      return transport;
    }

    static ScalarType of(StoredTensor stored) {
      return switch (stored.type()) {
        case F16 -> FLOAT16;
        case F32 -> FLOAT32;
        case F64 -> FLOAT64;
        case BF16 -> BFLOAT16;
        default ->
            throw new CheckpointException(
                stored.file()
                    + ": tensor '"
                    + stored.name()
                    + "' is stored as "
                    + stored.type()
                    + "; weights can be F32, F16, BF16 or F64");
      };
    }
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
    device.lock();
    try {
      return module.floats(
          "step",
          step.ids(),
          step.positions(),
          step.cacheRows(),
          step.sequences(),
          step.rows(),
          logits);
    } finally {
      device.unlock();
    }
  }

  @Override
  public void copyCache(int from, int to, int rows) {
    module.run("move", (long) from, (long) to, (long) rows);
  }

  @Override
  public void close() {
    module.run("clear");
    module.close();
  }
}
