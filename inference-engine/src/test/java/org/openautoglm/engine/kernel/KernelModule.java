// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.torchscript.ScriptArchive;
import org.openautoglm.engine.torchscript.ScriptModule;

/** Calls the operators one by one, as a script of TorchScript does. */
public final class KernelModule implements AutoCloseable {
  private static final Path NATIVES = Path.of("target/native");

  private static final String METHODS =
      """
        def embed(self: __torch__.Kernels, ids: List[int], table: Tensor, type: int, width:
            int) -> Tensor:
          return ops.autoglm.embed(torch.tensor(ids, dtype=4), table, type, width)
        def rms_norm(self: __torch__.Kernels, x: Tensor, w: Tensor, epsilon: float) -> Tensor:
          width = torch.size(w, 0)
          return ops.autoglm.rms_norm(torch.reshape(x, [-1, width]), w, epsilon)
        def layer_norm(self: __torch__.Kernels, x: Tensor, w: Tensor, b: Tensor, epsilon:
            float) -> Tensor:
          width = torch.size(w, 0)
          return ops.autoglm.layer_norm(torch.reshape(x, [-1, width]), w, b, epsilon)
        def activate(self: __torch__.Kernels, x: Tensor, width: int, kind: int, gated:
            bool) -> Tensor:
          return ops.autoglm.activate(torch.reshape(x, [-1, width]), kind, gated)
        def add(self: __torch__.Kernels, x: Tensor, y: Tensor, width: int) -> Tensor:
          a = torch.reshape(x, [-1, width])
          return ops.autoglm.add(a, torch.reshape(y, [-1, width]))
        def linear(self: __torch__.Kernels, x: Tensor, w: Tensor, columns: int, rows: int,
            bits: int) -> Tensor:
          return ops.autoglm.linear(torch.reshape(x, [-1, columns]), w, rows, bits)
        def linear_bias(self: __torch__.Kernels, x: Tensor, w: Tensor, b: Tensor, columns: int,
            rows: int, bits: int) -> Tensor:
          return ops.autoglm.linear_bias(torch.reshape(x, [-1, columns]), w, b, rows, bits)
        def cache(self: __torch__.Kernels, rows: int, heads: int, dim: int) -> NoneType:
          torch.clear(self.w)
          _ = torch.append(self.w, torch.full([rows, heads, dim], nan, dtype=5))
          _ = torch.append(self.w, torch.full([rows, heads, dim], nan, dtype=5))
          return None
        def attend(self: __torch__.Kernels, qkv: Tensor, angles: Tensor, slots: List[int],
            sequences: List[int], heads: int, turned: int, interleaved: bool) -> Tensor:
          tokens = torch.len(slots)
          a = torch.reshape(angles, [tokens, torch.floordiv(turned, 2)])
          return ops.autoglm.attend(torch.reshape(qkv, [tokens, -1]), self.w[0], self.w[1],
              torch.cos(a), torch.sin(a), torch.tensor(slots, dtype=4),
              torch.tensor(sequences, dtype=4), heads, turned, interleaved)
        def attend_normed(self: __torch__.Kernels, qkv: Tensor, angles: Tensor, slots: List[int],
            sequences: List[int], heads: int, turned: int, interleaved: bool, q: Tensor,
            k: Tensor, epsilon: float) -> Tensor:
          tokens = torch.len(slots)
          a = torch.reshape(angles, [tokens, torch.floordiv(turned, 2)])
          return ops.autoglm.attend_normed(torch.reshape(qkv, [tokens, -1]), self.w[0], self.w[1],
              torch.cos(a), torch.sin(a), torch.tensor(slots, dtype=4),
              torch.tensor(sequences, dtype=4), heads, turned, interleaved, q, k, epsilon)
      """;

  private final NativeKernels kernels;
  private final ScriptModule module;

  private KernelModule(NativeKernels kernels, ScriptModule module) {
    this.kernels = kernels;
    this.module = module;
  }

  /** Skips the test where the engine was built without kernels. */
  public static KernelModule open() {
    Optional<String> reason = reasonForNone();
    Assumptions.assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
    try {
      return new KernelModule(
          NativeKernels.load(NATIVES, 2),
          ScriptModule.load(ScriptArchive.write("Kernels", List.of("w"), METHODS), Device.cpu()));
    } catch (KernelsUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why there are no kernels; empty when there are. */
  static Optional<String> reasonForNone() {
    InferenceEngine.discover().start(new EngineOptions(NATIVES, 2));
    try {
      NativeKernels.load(NATIVES, 2);
      return Optional.empty();
    } catch (KernelsUnavailableException e) {
      return Optional.of("no kernels: " + e.getMessage());
    }
  }

  /** How many instruction sets there are kernels for. */
  public int sets() {
    return kernels.sets();
  }

  /** Computes with the kernels of one instruction set from now on. */
  public KernelModule with(int set) {
    return with(set, 2);
  }

  /** As above, with so many threads. */
  public KernelModule with(int set, int threads) {
    kernels.use(threads, set);
    return this;
  }

  /** Calls a method; arrays of floats are handed over as flat tensors. */
  public float[] call(String method, Object... arguments) {
    Object[] handed = new Object[arguments.length];
    for (int i = 0; i < handed.length; i++) {
      handed[i] =
          arguments[i] instanceof float[] floats
              ? bytes(floats)
              : arguments[i] instanceof Integer number ? Long.valueOf(number) : arguments[i];
    }
    return module.floats(method, handed);
  }

  void run(String method, Object... arguments) {
    module.run(method, arguments);
  }

  /** Bytes as a tensor of them. */
  public static ScriptModule.Bytes bytes(byte[] values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(values.length).put(values).flip();
    return new ScriptModule.Bytes(buffer, DataType.UINT8, false);
  }

  static ScriptModule.Bytes bytes(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.max(1, values.length) * Float.BYTES)
            .order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values);
    buffer.limit(values.length * Float.BYTES);
    return new ScriptModule.Bytes(buffer, DataType.FLOAT32, false);
  }

  @Override
  public void close() {
    kernels.use(2, 0);
    module.close();
  }
}
