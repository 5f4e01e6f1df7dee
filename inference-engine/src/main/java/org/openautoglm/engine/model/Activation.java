// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openautoglm.engine.api.CheckpointException;

/** Activation functions, by their names in {@code config.json}. */
enum Activation {
  SILU(0, "torch.silu(%s)", "silu", "swish"),
  GELU(1, "torch.gelu(%s)", "gelu"),
  GELU_TANH(2, "torch.gelu(%s, approximate=\"tanh\")", "gelu_new", "gelu_pytorch_tanh"),
  RELU(3, "torch.relu(%s)", "relu");

  private final int kernel;
  private final String script;
  private final List<String> names;

  Activation(int kernel, String script, String... names) {
    this.kernel = kernel;
    this.script = script;
    this.names = List.of(names);
  }

  /** With ATen's operators. */
  String aten(String input) {
    return script.formatted(input);
  }

  /** Its number among our own kernels. */
  int kernel() {
    return kernel;
  }

  /**
   * @throws CheckpointException naming the known functions
   */
  static Activation named(String name) {
    return Arrays.stream(values())
        .filter(a -> a.names.contains(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CheckpointException(
                    "config.json asks for the activation '"
                        + name
                        + "'; known are "
                        + Arrays.stream(values())
                            .flatMap(a -> a.names.stream())
                            .collect(Collectors.joining(", "))));
  }
}
