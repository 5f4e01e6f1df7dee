// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import ai.djl.Device;
import java.util.List;
import org.openautoglm.engine.kernel.NativeKernels;
import org.openautoglm.engine.torchscript.ScriptArchive;
import org.openautoglm.engine.torchscript.ScriptModule;

/**
 * What the machine gives at most, measured in the same run: what the memory can be read with, and
 * how fast libtorch's own int8 matrix product is.
 *
 * @param bytesPerSecond 0 when it cannot be measured
 * @param operationsPerSecond multiplications and additions of a 512 x 2048 times 2048 x 6144
 *     product of int8 matrices
 */
record Floor(double bytesPerSecond, double operationsPerSecond) {
  private static final long READ_BYTES = 1L << 30;
  private static final int TOKENS = 512;
  private static final int INPUTS = 2048;
  private static final int OUTPUTS = 6144;
  private static final int PASSES = 12;

  /** Enough where the product is slow: without VNNI one pass takes seconds. */
  private static final double MOST_SECONDS = 3;

  private static final String METHODS =
      """
        def prepare(self: __torch__.Product, m: int, k: int, n: int) -> NoneType:
          _ = torch.append(self.w, torch.randint(-127, 127, [m, k], dtype=1))
          _ = torch.append(self.w, torch.randint(-127, 127, [n, k], dtype=1))
          _ = torch.append(self.w, torch.contiguous(torch.t(self.w[1])))
          return None
        def rows(self: __torch__.Product) -> Tensor:
          return torch.to(torch.narrow(torch._int_mm(self.w[0], torch.t(self.w[1])), 0, 0, 1), 6)
        def columns(self: __torch__.Product) -> Tensor:
          return torch.to(torch.narrow(torch._int_mm(self.w[0], self.w[2]), 0, 0, 1), 6)
      """;

  /**
   * @param kernels null when there are none
   */
  static Floor measure(NativeKernels kernels) {
    double read = kernels == null ? 0 : kernels.bytesPerSecond(READ_BYTES);
    try (ScriptModule product =
        ScriptModule.load(ScriptArchive.write("Product", List.of("w"), METHODS), Device.cpu())) {
      product.run("prepare", (long) TOKENS, (long) INPUTS, (long) OUTPUTS);
      double seconds = Math.min(best(product, "rows"), best(product, "columns"));
      return new Floor(read, 2.0 * TOKENS * INPUTS * OUTPUTS / seconds);
    }
  }

  private static double best(ScriptModule product, String layout) {
    double best = Double.MAX_VALUE;
    double all = 0;
    for (int pass = 0; pass < PASSES && all < MOST_SECONDS; pass++) {
      long start = System.nanoTime();
      product.floats(layout);
      double seconds = (System.nanoTime() - start) * 1e-9;
      best = Math.min(best, seconds);
      all += seconds;
    }
    return best;
  }
}
