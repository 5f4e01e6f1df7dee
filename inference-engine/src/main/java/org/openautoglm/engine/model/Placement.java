// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.engine.quant.QuantisedType;

/**
 * Where and how a decoder runs.
 *
 * @param device {@code cpu} or {@code gpu:N}
 * @param computeType not {@link ComputeType#AUTO}
 * @param kernels whether our own operators are loaded; quantised weights are read with them on the
 *     CPU, and turned back into floats elsewhere
 * @param quantisedFolder where quantised weights are kept when the checkpoint cannot be written to
 * @param cacheRows rows of the KV cache
 * @param turn held during each native call, so that models on one device take turns
 */
public record Placement(
    String device,
    ComputeType computeType,
    boolean kernels,
    Path quantisedFolder,
    int cacheRows,
    Lock turn) {

  Operators operators() {
    if (computeType.isQuantised() && kernels && isCpu()) {
      return new KernelOperators(computeType == ComputeType.INT4 ? 4 : 8);
    }
    boolean flash = !isCpu() && scalarType() != ScalarType.FLOAT32 && FlashOperators.work(this);
    return flash ? new FlashOperators() : new AtenOperators();
  }

  /** The packed format of a matrix, when the model is quantised. */
  QuantisedType typeOf(Weight weight) {
    boolean small = computeType == ComputeType.INT4 && !weight.form().isFine();
    return small ? QuantisedType.INT4 : QuantisedType.INT8;
  }

  /** Bytes of a weight in memory. */
  long bytesOf(Weight weight, Checkpoint checkpoint, Operators operators) {
    return switch (weight.form()) {
      case STORED ->
          TorchDecoder.stored(checkpoint, weight).stream().mapToLong(StoredTensor::length).sum();
      case FLOAT32 -> weight.elements() * ScalarType.FLOAT32.bytes();
      case PLAIN -> weight.elements() * scalarType().bytes();
      default ->
          computeType.isQuantised() && operators instanceof KernelOperators
              ? typeOf(weight).packedBytes(weight.outputs(), weight.inputs())
              : weight.elements() * scalarType().bytes();
    };
  }

  Device djlDevice() {
    return isCpu() ? Device.cpu() : Device.gpu(gpuNumber());
  }

  String torchDevice() {
    return isCpu() ? "cpu" : "cuda:" + gpuNumber();
  }

  boolean isCpu() {
    return device.equals("cpu");
  }

  private int gpuNumber() {
    return Integer.parseInt(device.substring("gpu:".length()));
  }

  /** The format of everything that is not quantised. */
  ScalarType scalarType() {
    return switch (computeType) {
      case BFLOAT16 -> ScalarType.BFLOAT16;
      case FLOAT16 -> ScalarType.FLOAT16;
      case INT8, INT4 -> isCpu() ? ScalarType.FLOAT32 : ScalarType.BFLOAT16;
      case FLOAT32, AUTO -> ScalarType.FLOAT32;
    };
  }
}
