// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;
import java.util.function.DoubleConsumer;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.MappedRows;
import org.openautoglm.engine.checkpoint.StoredTensor;
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

  /**
   * @param largestPart bytes of a tensor handed over at once
   */
  WeightLoader(ScriptModule module, Checkpoint checkpoint, Placement placement, long largestPart) {
    this.module = module;
    this.checkpoint = checkpoint;
    this.placement = placement;
    this.largestPart = largestPart;
  }

  void load(Decoder decoder, DoubleConsumer progress) {
    List<Weight> weights = decoder.weights();
    for (int i = 0; i < weights.size(); i++) {
      add(weights.get(i));
      progress.accept((i + 1.0) / weights.size());
    }
  }

  private void add(Weight weight) {
    List<StoredTensor> parts = TorchDecoder.stored(checkpoint, weight);
    int added = 0;
    for (StoredTensor part : parts) {
      added +=
          weight.form() == Weight.Form.STORED ? addBytes(part) : addFloats(part, weight.form());
    }
    if (added > 1) {
      module.run("join", (long) added, weight.form() == Weight.Form.TRANSPOSED_MATRIX ? 1L : 0L);
    }
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
    boolean transposed = form == Weight.Form.TRANSPOSED_MATRIX;
    List<MappedRows> pieces = stored.map(largestPart);
    boolean readInPlace =
        pieces.size() == 1 && type == compute && type != ScalarType.BFLOAT16 && !transposed;
    for (MappedRows piece : pieces) {
      long[] shape = stored.shape().stream().mapToLong(Long::longValue).toArray();
      shape[0] = piece.rows();
      add(piece, type, compute, shape, transposed, readInPlace);
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
    module.run(
        "add",
        new ScriptModule.Bytes(piece.bytes(), type.transport(), readInPlace),
        shape,
        type.number(),
        compute.number(),
        transposed,
        placement.torchDevice());
  }
}
