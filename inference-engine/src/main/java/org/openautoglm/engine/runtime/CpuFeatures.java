// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** What the processor can do, as far as it decides the number format. */
public final class CpuFeatures {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private CpuFeatures() {}

  /**
   * Whether the processor multiplies bfloat16 natively (AVX-512 BF16, AMX or ARMv8.6). False where
   * the operating system does not tell.
   */
  public static boolean hasBfloat16() {
    if (!Files.isReadable(CPUINFO)) {
      return false;
    }
    try {
      return hasBfloat16(Files.readString(CPUINFO, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      EngineLog.LOG.cpuFeaturesUnknown(CPUINFO.toString(), e);
      return false;
    }
  }

  static boolean hasBfloat16(String cpuinfo) {
    Set<String> flags = new HashSet<>();
    cpuinfo
        .lines()
        .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
        .findFirst()
        .ifPresent(line -> flags.addAll(Arrays.asList(line.split("\\s+"))));
    return flags.contains("avx512_bf16") || flags.contains("amx_bf16") || flags.contains("bf16");
  }
}
