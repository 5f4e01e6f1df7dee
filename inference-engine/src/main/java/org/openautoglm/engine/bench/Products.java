// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import ai.djl.Device;
import java.util.List;
import org.openautoglm.engine.torchscript.ScriptArchive;
import org.openautoglm.engine.torchscript.ScriptModule;

/**
 * One weight matrix, multiplied with one kernel. There are more copies of the matrix than most
 * caches hold, and each product takes the next one: the matrices of a model are not warm either.
 */
final class Products implements AutoCloseable {
  private static final double COPIES_BYTES = 192e6;
  private static final long MOST_COPIES = 512;
  private static final int MOST_TOKENS = 512;
  private static final int PASSES = 5;

  private static final String METHODS =
      """
        def first(self: __torch__.Products, y: Tensor) -> Tensor:
          return torch.to(torch.narrow(torch.narrow(y, 0, 0, 1), 1, 0, 1), 6)
        def int4pack_prepare(self: __torch__.Products, m: int, n: int, k: int, copies: int) -> NoneType:
          _ = torch.append(self.x, torch.randn([m, k], dtype=15))
          _0 = torch.append(self.x, torch.full([torch.floordiv(k, 32), n, 2], 0.01, dtype=15))
          for i in range(copies):
            _1 = torch.append(self.w, torch.randint(0, 255, [n, torch.floordiv(k, 2)], dtype=0))
          return None
        def int4pack(self: __torch__.Products, m: int, n: int, copies: int) -> Tensor:
          x = torch.contiguous(torch.narrow(self.x[0], 0, 0, m))
          sum = torch.zeros([1, 1], dtype=6)
          for i in range(copies):
            y = torch._weight_int4pack_mm_for_cpu(x, self.w[i], 32, self.x[1])
            sum = torch.add(sum, self.first(y))
          return sum
        def int8pack_prepare(self: __torch__.Products, m: int, n: int, k: int, copies: int) -> NoneType:
          _ = torch.append(self.x, torch.randn([m, k], dtype=15))
          _0 = torch.append(self.x, torch.full([n], 0.01, dtype=15))
          for i in range(copies):
            _1 = torch.append(self.w, torch.randint(-127, 127, [n, k], dtype=1))
          return None
        def int8pack(self: __torch__.Products, m: int, n: int, copies: int) -> Tensor:
          x = torch.contiguous(torch.narrow(self.x[0], 0, 0, m))
          sum = torch.zeros([1, 1], dtype=6)
          for i in range(copies):
            sum = torch.add(sum, self.first(torch._weight_int8pack_mm(x, self.w[i], self.x[1])))
          return sum
        def int_mm_prepare(self: __torch__.Products, m: int, n: int, k: int, copies: int) -> NoneType:
          _ = torch.append(self.x, torch.randint(-127, 127, [m, k], dtype=1))
          for i in range(copies):
            _0 = torch.append(self.w, torch.randint(-127, 127, [n, k], dtype=1))
          return None
        def int_mm(self: __torch__.Products, m: int, n: int, copies: int) -> Tensor:
          x = torch.contiguous(torch.narrow(self.x[0], 0, 0, m))
          sum = torch.zeros([1, 1], dtype=6)
          for i in range(copies):
            sum = torch.add(sum, self.first(torch._int_mm(x, torch.t(self.w[i]))))
          return sum
        def linear_prepare(self: __torch__.Products, m: int, n: int, k: int, copies: int, type: int) -> NoneType:
          _ = torch.append(self.x, torch.randn([m, k], dtype=type))
          for i in range(copies):
            _0 = torch.append(self.w, torch.randn([n, k], dtype=type))
          return None
        def linear(self: __torch__.Products, m: int, n: int, copies: int) -> Tensor:
          x = torch.contiguous(torch.narrow(self.x[0], 0, 0, m))
          sum = torch.zeros([1, 1], dtype=6)
          for i in range(copies):
            sum = torch.add(sum, self.first(torch.linear(x, self.w[i], None)))
          return sum
        def bfloat16_prepare(self: __torch__.Products, m: int, n: int, k: int, copies: int) -> NoneType:
          return self.linear_prepare(m, n, k, copies, 15)
        def bfloat16(self: __torch__.Products, m: int, n: int, copies: int) -> Tensor:
          return self.linear(m, n, copies)
        def float32_prepare(self: __torch__.Products, m: int, n: int, k: int, copies: int) -> NoneType:
          return self.linear_prepare(m, n, k, copies, 6)
        def float32(self: __torch__.Products, m: int, n: int, copies: int) -> Tensor:
          return self.linear(m, n, copies)
      """;

  /** A script that names operators which are not loaded cannot be loaded either. */
  private static final String OWN_METHODS =
      """
        def packed(self: __torch__.Products, n: int, k: int, bytes: int) -> Tensor:
          blocks = torch.floordiv(torch.mul(torch.floordiv(torch.add(n, 15), 16), k), 32)
          all = torch.randint(0, 255, [blocks, bytes], dtype=0)
          _ = torch.fill_(torch.slice(all, 1, torch.sub(bytes, 32), bytes, 2), 0)
          _0 = torch.fill_(torch.slice(all, 1, torch.sub(bytes, 31), bytes, 2), 32)
          return torch.reshape(all, [-1])
        def own_int4_prepare(self: __torch__.Products, m: int, n: int, k: int, copies: int) -> NoneType:
          _ = torch.append(self.x, torch.randn([m, k], dtype=6))
          for i in range(copies):
            _0 = torch.append(self.w, self.packed(n, k, 288))
          return None
        def own_int4(self: __torch__.Products, m: int, n: int, copies: int) -> Tensor:
          x = torch.contiguous(torch.narrow(self.x[0], 0, 0, m))
          sum = torch.zeros([1, 1], dtype=6)
          for i in range(copies):
            sum = torch.add(sum, self.first(ops.autoglm.linear(x, self.w[i], n, 4)))
          return sum
        def own_int8_prepare(self: __torch__.Products, m: int, n: int, k: int, copies: int) -> NoneType:
          _ = torch.append(self.x, torch.randn([m, k], dtype=6))
          for i in range(copies):
            _0 = torch.append(self.w, self.packed(n, k, 544))
          return None
        def own_int8(self: __torch__.Products, m: int, n: int, copies: int) -> Tensor:
          x = torch.contiguous(torch.narrow(self.x[0], 0, 0, m))
          sum = torch.zeros([1, 1], dtype=6)
          for i in range(copies):
            sum = torch.add(sum, self.first(ops.autoglm.linear(x, self.w[i], n, 8)))
          return sum
      """;

  private final ProductKernel kernel;
  private final MatrixShape shape;
  private final long copies;
  private final ScriptModule module;

  /**
   * @param kernel one whose operators are loaded
   */
  Products(ProductKernel kernel, MatrixShape shape) {
    this.kernel = kernel;
    this.shape = shape;
    double bytes = kernel.bits() / 8 * shape.rows() * shape.columns();
    copies = Math.min(MOST_COPIES, Math.max(1, Math.round(COPIES_BYTES / bytes)));
    module =
        ScriptModule.load(
            ScriptArchive.write("Products", List.of("w", "x"), methods(kernel)), Device.cpu());
  }

  static String methods(ProductKernel kernel) {
    return kernel.isOwn() ? METHODS + OWN_METHODS : METHODS;
  }

  /** Makes random weights, and activations of up to 512 tokens. */
  void prepare() {
    module.run(
        kernel.method() + "_prepare", (long) MOST_TOKENS, shape.rows(), shape.columns(), copies);
  }

  /** Seconds of one product with so many tokens, at most 512; the best of some passes. */
  double seconds(int tokens) {
    // products of the most tokens are bound by computing, so one copy will do
    long products = tokens < MOST_TOKENS ? copies : 1;
    double best = Double.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      long start = System.nanoTime();
      module.floats(kernel.method(), (long) tokens, shape.rows(), products);
      best = Math.min(best, (System.nanoTime() - start) * 1e-9 / products);
    }
    return best;
  }

  @Override
  public void close() {
    module.close();
  }
}
