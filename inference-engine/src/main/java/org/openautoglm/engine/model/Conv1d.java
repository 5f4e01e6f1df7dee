// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

/** GPT-2's linear map, stored transposed and always with a bias. */
final class Conv1d {
  private Conv1d() {}

  static void write(
      LayerWriter out, String to, String from, String name, long outputs, long inputs) {
    String weight = out.weight(name + ".weight", Weight.Form.TRANSPOSED, inputs, outputs);
    String bias = out.weight(name + ".bias", outputs);
    out.line("%s = torch.linear(%s, %s, %s)", to, from, weight, bias);
  }
}
