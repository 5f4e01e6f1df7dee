// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openautoglm.engine.api.CheckpointException;

/** Activation functions, by their names in {@code config.json}. */
enum Activation {
  SILU("torch.silu(%s)", "silu", "swish"),
  GELU("torch.gelu(%s)", "gelu"),
  GELU_TANH("torch.gelu(%s, approximate=\"tanh\")", "gelu_new", "gelu_pytorch_tanh"),
  RELU("torch.relu(%s)", "relu");

  private final String script;
  private final List<String> names;

  Activation(String script, String... names) {
    this.script = script;
    this.names = List.of(names);
  }

  String of(String input) {
    return script.formatted(input);
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
