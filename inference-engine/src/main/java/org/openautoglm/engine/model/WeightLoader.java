// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.MappedRows;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.engine.quant.PackedWeight;
import org.openautoglm.engine.quant.QuantisedCheckpoint;
import org.openautoglm.engine.torchscript.ScriptModule;

/**
 * Brings the weights of a decoder into its script. What can be read in place is: quantised matrices
 * and token embeddings for our own operators, and floats that need no conversion; the rest is
 * converted and copied.
 */
final class WeightLoader {
  private final ScriptModule module;
  private final Checkpoint checkpoint;
  private final Placement placement;
  private final long largestPart;

  /** What libtorch may still read: it knows addresses only, and a mapping ends with its buffer. */
  private final List<ByteBuffer> lent = new ArrayList<>();

  /**
   * @param largestPart bytes of a tensor handed over at once
   */
  WeightLoader(ScriptModule module, Checkpoint checkpoint, Placement placement, long largestPart) {
    this.module = module;
    this.checkpoint = checkpoint;
    this.placement = placement;
    this.largestPart = largestPart;
  }

  /** Returns the bytes of all matrices in memory. */
  long load(Decoder decoder, DoubleConsumer progress) {
    List<Weight> weights = decoder.weights();
    Map<Weight, StoredTensor> packed = packed(weights, decoder.operators(), progress);
    long matrixBytes = 0;
    for (int i = 0; i < weights.size(); i++) {
      Weight weight = weights.get(i);
      if (packed.containsKey(weight)) {
        addPacked(weight, packed.get(weight), decoder.operators());
      } else {
        add(weight);
      }
      if (weight.form().isMatrix()) {
        matrixBytes += placement.bytesOf(weight, checkpoint, decoder.operators());
      }
      lent.clear();
      progress.accept((i + 1.0) / weights.size());
    }
    return matrixBytes;
  }

  /** Our own operators read packed matrices in place; libtorch's need floats. */
  private void addPacked(Weight weight, StoredTensor stored, Operators operators) {
    if (operators instanceof KernelOperators) {
      join(addBytes(stored), 0);
      return;
    }
    List<MappedRows> pieces = stored.map(largestPart);
    for (MappedRows piece : pieces) {
      add(piece, ScalarType.UINT8, ScalarType.UINT8, new long[] {-1}, false, false);
    }
    join(pieces.size(), 0);
    module.run(
        "unpack",
        weight.outputs(),
        weight.inputs(),
        (long) placement.typeOf(weight).bits(),
        placement.scalarType().number(),
        placement.torchDevice());
  }

  private void add(Weight weight) {
    int added = 0;
    for (StoredTensor part : TorchDecoder.stored(checkpoint, weight)) {
      added +=
          weight.form() == Weight.Form.STORED ? addStored(part) : addFloats(part, weight.form());
    }
    join(added, weight.form().isTransposed() ? 1 : 0);
  }

  /** Makes one weight of the last ones added. */
  private void join(int pieces, long dimension) {
    if (pieces > 1) {
      module.run("join", (long) pieces, dimension);
    }
  }

  /** Hands over floats in the format they are stored in; returns in how many pieces. */
  private int addStored(StoredTensor stored) {
    for (MappedRows piece : stored.map(largestPart)) {
      if (!FiniteFloats.areAll(piece.bytes(), stored.type())) {
        throw notFinite(stored);
      }
    }
    return addBytes(stored);
  }

  private static CheckpointException notFinite(StoredTensor stored) {
    return new CheckpointException(
        stored.file() + ": tensor '" + stored.name() + "' holds a NaN or an infinite number");
  }

  /** Hands over bytes as they are; returns in how many pieces. */
  private int addBytes(StoredTensor stored) {
    List<MappedRows> pieces = stored.map(largestPart);
    for (MappedRows piece : pieces) {
      add(piece, ScalarType.UINT8, ScalarType.UINT8, new long[] {-1}, false, pieces.size() == 1);
    }
    return pieces.size();
  }

  private int addFloats(StoredTensor stored, Weight.Form form) {
    ScalarType type = ScalarType.of(stored);
    ScalarType compute = form == Weight.Form.FLOAT32 ? ScalarType.FLOAT32 : placement.scalarType();
    boolean transposed = form.isTransposed();
    List<MappedRows> pieces = stored.map(largestPart);
    boolean readInPlace =
        pieces.size() == 1 && type == compute && type != ScalarType.BFLOAT16 && !transposed;
    for (MappedRows piece : pieces) {
      long[] shape = stored.shape().stream().mapToLong(Long::longValue).toArray();
      shape[0] = piece.rows();
      add(piece, type, compute, shape, transposed, readInPlace);
      // finite numbers have a finite sum, and a sum is read once at the speed of the memory
      if (!Float.isFinite(module.floats("total")[0])) {
        throw notFinite(stored);
      }
    }
    return pieces.size();
  }

  private void add(
      MappedRows piece,
      ScalarType type,
      ScalarType compute,
      long[] shape,
      boolean transposed,
      boolean readInPlace) {
    lent.add(piece.bytes());
    module.run(
        "add",
        new ScriptModule.Bytes(piece.bytes(), type.transport(), readInPlace),
        shape,
        type.number(),
        compute.number(),
        transposed,
        placement.torchDevice());
  }

  /**
   * The packed form of every matrix, when the model is to be quantised. Our own operators want some
   * matrices stacked, libtorch's want each alone, so each side has a file of its own.
   */
  private Map<Weight, StoredTensor> packed(
      List<Weight> weights, Operators operators, DoubleConsumer progress) {
    if (!placement.computeType().isQuantised()) {
      return Map.of();
    }
    Map<Weight, PackedWeight> matrices = new LinkedHashMap<>();
    for (Weight weight : weights) {
      if (weight.form().isMatrix()) {
        matrices.put(
            weight,
            new PackedWeight(
                weight.parts().stream().map(Weight.Part::name).collect(Collectors.joining("+")),
                placement.typeOf(weight),
                TorchDecoder.stored(checkpoint, weight),
                weight.form().isTransposed()));
      }
    }
    QuantisedCheckpoint quantised =
        QuantisedCheckpoint.open(
            checkpoint.folder(),
            placement.computeType() + (operators instanceof KernelOperators ? "" : "-separate"),
            placement.quantisedFolder(),
            List.copyOf(matrices.values()),
            progress);
    Map<Weight, StoredTensor> packed = new HashMap<>();
    matrices.forEach((weight, matrix) -> packed.put(weight, quantised.tensor(matrix.name())));
    return packed;
  }
}
