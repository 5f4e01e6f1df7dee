// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import ai.djl.Device;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openautoglm.engine.kernel.NativeKernels;
import org.openautoglm.engine.torchscript.ScriptArchive;
import org.openautoglm.engine.torchscript.ScriptModule;

/**
 * What a device gives at most: what its memory can be read with, and how fast libtorch's own matrix
 * product is. Where neighbours share the memory both change within a minute, so they are measured
 * beside what is compared with them.
 */
final class Floor {
  private static final long READ_BYTES = 1L << 30;
  private static final int TOKENS = 512;
  private static final int INPUTS = 2048;
  private static final int OUTPUTS = 6144;
  private static final int PASSES = 12;

  /** Enough where a product is slow: without VNNI one pass of int8 takes seconds. */
  private static final double MOST_SECONDS = 1;

  /** A GPU is asked for so many at once, so that asking costs nothing beside them. */
  private static final long GPU_REPETITIONS = 16;

  private static final String METHODS =
      """
        def prepare_read(self: __torch__.Floor, count: int, device: str) -> NoneType:
          _ = torch.append(self.w, torch.zeros([count], dtype=6, device=torch.device(device)))
          return None
        def read(self: __torch__.Floor, repetitions: int) -> Tensor:
          sum = torch.sum(self.w[0])
          for i in range(repetitions - 1):
            sum = torch.add(sum, torch.sum(self.w[0]))
          return torch.to(sum, torch.device("cpu"))
        def random(self: __torch__.Floor, rows: int, columns: int, type: int, device: str) -> Tensor:
          if type == 1:
            x = torch.randint(-127, 127, [rows, columns], dtype=1, device=torch.device(device))
          else:
            x = torch.randn([rows, columns], dtype=type, device=torch.device(device))
          return x
        def prepare_product(self: __torch__.Floor, m: int, k: int, n: int, type: int,
            device: str) -> NoneType:
          _ = torch.append(self.w, self.random(m, k, type, device))
          _0 = torch.append(self.w, torch.t(self.random(n, k, type, device)))
          _1 = torch.append(self.w, torch.contiguous(self.w[1]))
          return None
        def once(self: __torch__.Floor, layout: int, type: int) -> Tensor:
          if type == 1:
            y = torch._int_mm(self.w[0], self.w[layout])
          else:
            y = torch.matmul(self.w[0], self.w[layout])
          return torch.to(torch.narrow(torch.narrow(y, 0, 0, 1), 1, 0, 1), 6)
        def product(self: __torch__.Floor, layout: int, type: int, repetitions: int) -> Tensor:
          sum = self.once(layout, type)
          for i in range(repetitions - 1):
            sum = torch.add(sum, self.once(layout, type))
          return torch.to(sum, torch.device("cpu"))
      """;

  /** Number formats of matrices, with libtorch's numbers of them. */
  private enum Type {
    INT8(1),
    BFLOAT16(15),
    FLOAT32(6);

    private final long number;

    Type(long number) {
      this.number = number;
    }
  }

  private final Device device;
  private final String torchDevice;
  private final List<Type> types;
  private final long repetitions;
  private final NativeKernels kernels;

  private Floor(
      Device device,
      String torchDevice,
      List<Type> types,
      long repetitions,
      NativeKernels kernels) {
    this.device = device;
    this.torchDevice = torchDevice;
    this.types = types;
    this.repetitions = repetitions;
    this.kernels = kernels;
  }

  /**
   * @param kernels null when there are none
   */
  static Floor ofCpu(NativeKernels kernels) {
    return new Floor(Device.cpu(), "cpu", List.of(Type.values()), 1, kernels);
  }

  static Floor ofGpu(int number) {
    return ofDevice(Device.gpu(number), "cuda:" + number, GPU_REPETITIONS);
  }

  /** One whose memory the kernels do not reach. */
  static Floor ofDevice(Device device, String torchDevice, long repetitions) {
    return new Floor(device, torchDevice, List.of(Type.BFLOAT16), repetitions, null);
  }

  /**
   * A matrix product.
   *
   * @param type number format of the matrices
   * @param operationsPerSecond multiplications and additions
   */
  record Product(String type, double operationsPerSecond) {}

  /** How fast memory is read, on the CPU by all threads; 0 when it cannot be measured. */
  double bytesPerSecond() {
    if (device.isGpu()) {
      return sumBytesPerSecond();
    }
    return kernels == null ? 0 : kernels.bytesPerSecond(READ_BYTES);
  }

  /** How fast numbers are read that libtorch adds up. */
  double sumBytesPerSecond() {
    try (ScriptModule module = load()) {
      module.run("prepare_read", READ_BYTES / Float.BYTES, torchDevice);
      return READ_BYTES * repetitions / best(module, "read", repetitions);
    }
  }

  /**
   * The fastest of libtorch's products of 512 x 2048 by 2048 x 6144 numbers: which format that is
   * depends on the processor.
   */
  Product product() {
    return types.stream()
        .map(this::product)
        .max(Comparator.comparingDouble(Product::operationsPerSecond))
        .orElseThrow();
  }

  private Product product(Type type) {
    try (ScriptModule module = load()) {
      module.run(
          "prepare_product",
          (long) TOKENS,
          (long) INPUTS,
          (long) OUTPUTS,
          type.number,
          torchDevice);
      double seconds =
          Math.min(
              best(module, "product", 1L, type.number, repetitions),
              best(module, "product", 2L, type.number, repetitions));
      double operations = 2.0 * TOKENS * INPUTS * OUTPUTS * repetitions;
      return new Product(type.name().toLowerCase(Locale.ROOT), operations / seconds);
    }
  }

  private ScriptModule load() {
    return ScriptModule.load(ScriptArchive.write("Floor", List.of("w"), METHODS), device);
  }

  private static double best(ScriptModule module, String method, Object... arguments) {
    double best = Double.MAX_VALUE;
    double all = 0;
    for (int pass = 0; pass < PASSES && all < MOST_SECONDS; pass++) {
      long start = System.nanoTime();
      module.floats(method, arguments);
      double seconds = (System.nanoTime() - start) * 1e-9;
      best = Math.min(best, seconds);
      all += seconds;
    }
    return best;
  }
}
