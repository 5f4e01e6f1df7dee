// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.torchscript;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A loaded TorchScript object. It holds native memory, among it every tensor its attributes refer
 * to, until it is closed.
 *
 * <p>Arguments are {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@code long[]}
 * (as {@code List[int]}) and {@link Bytes}. An error inside an operator comes back as {@link
 * ai.djl.engine.EngineException} with the line of the script.
 */
public final class ScriptModule implements AutoCloseable {
  private final PtNDManager manager;
  private final PtSymbolBlock block;

  /** Buffers that tensors of the module read in place. */
  private final List<ByteBuffer> buffers = new ArrayList<>();

  private ScriptModule(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /**
   * Memory to be handed over without a copy, as a tensor of one dimension.
   *
   * @param kept whether tensors of the module go on reading it after the call
   */
  public record Bytes(ByteBuffer buffer, DataType type, boolean kept) {}

  /**
   * @param archive see {@link ScriptArchive}
   */
  public static ScriptModule load(byte[] archive, Device device) {
    PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(device);
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      return new ScriptModule(manager, block);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /** Calls a method whose result is of no interest. */
  public void run(String method, Object... arguments) {
    call(method, arguments).close();
  }

  /** Calls a method that returns a float32 tensor; its elements come in row-major order. */
  public float[] floats(String method, Object... arguments) {
    try (PtNDManager local = (PtNDManager) manager.newSubManager();
        IValue result = call(method, arguments);
        PtNDArray tensor = result.toTensor(local)) {
      return tensor.toFloatArray();
    }
  }

  private IValue call(String method, Object... arguments) {
    // libtorch keeps this per thread. The optimiser recompiles for every new shape, spikes of up to
    // a
    // second, and scripts that fill a list and write to a cache come out of it with wrong results
    JniUtils.setGraphExecutorOptimize(false);
    try (PtNDManager local = (PtNDManager) manager.newSubManager()) {
      IValue[] values = new IValue[arguments.length];
      try {
        for (int i = 0; i < arguments.length; i++) {
          values[i] = value(local, arguments[i]);
        }
        return IValueUtils.runMethod(block, method, values);
      } finally {
        for (IValue value : values) {
          if (value != null) {
            value.close();
          }
        }
      }
    }
  }

  private IValue value(PtNDManager local, Object argument) {
    if (argument instanceof Long number) {
      return IValue.from(number);
    } else if (argument instanceof Double number) {
      return IValue.from(number);
    } else if (argument instanceof Boolean flag) {
      return IValue.from(flag);
    } else if (argument instanceof String text) {
      return IValue.from(text);
    } else if (argument instanceof long[] list) {
      return IValue.listFrom(list);
    } else if (argument instanceof Bytes bytes) {
      return IValue.from(tensor(local, bytes));
    }
    throw new IllegalArgumentException("No TorchScript value for " + argument.getClass());
  }

  private PtNDArray tensor(PtNDManager local, Bytes bytes) {
    if (bytes.kept()) {
      buffers.add(bytes.buffer());
    }
    long elements = bytes.buffer().remaining() / bytes.type().getNumOfBytes();
    return JniUtils.createNdFromByteBuffer(
        local, bytes.buffer(), new Shape(elements), bytes.type(), SparseFormat.DENSE, Device.cpu());
  }

  @Override
  public void close() {
    block.close();
    manager.close();
    buffers.clear();
  }
}
