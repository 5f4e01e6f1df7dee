// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;
import org.openautoglm.engine.torchscript.ScriptArchive;

/**
 * Writes a whole decoder as one TorchScript class {@code Decoder}, so that a step over the tokens
 * of all sequences is one native call.
 *
 * <p>Attributes: {@code w} weights, {@code k} and {@code v} per layer a cache {@code [rows,
 * keyValue heads, dim]} whose rows are shared by all sequences, each holding a contiguous range.
 *
 * <p>ScalarType numbers used in the script: 4 int64, 6 float32, 11 bool, 15 bfloat16.
 */
final class StepScript {
  private static final String LOADING =
      """
        def add(self: __torch__.Decoder, stored: Tensor, shape: List[int], type: int,
            compute: int, transposed: bool, device: str) -> NoneType:
          y = stored
          if type == 15:
            y = torch.view_copy(stored, dtype=15)
          y = torch.to(torch.reshape(torch.to(y, compute), shape), torch.device(device))
          if transposed:
            y = torch.contiguous(torch.t(y))
          _ = torch.append(self.w, y)
          return None
        def join(self: __torch__.Decoder, parts: int, dim: int) -> NoneType:
          at = torch.sub(torch.len(self.w), parts)
          whole = torch.cat(torch.slice(self.w, at), dim)
          for n in range(parts):
            _ = torch.pop(self.w)
          _ = torch.append(self.w, whole)
          return None
        def allocate(self: __torch__.Decoder, layers: int, shape: List[int], compute: int,
            device: str) -> NoneType:
          for n in range(layers):
            _ = torch.append(self.k, torch.empty(shape, dtype=compute, device=torch.device(device)))
            _ = torch.append(self.v, torch.empty(shape, dtype=compute, device=torch.device(device)))
          return None
        def move(self: __torch__.Decoder, source: int, target: int, length: int) -> NoneType:
          for n in range(torch.len(self.k)):
            kc = self.k[n]
            vc = self.v[n]
            ks = torch.clone(torch.narrow(kc, 0, source, length))
            vs = torch.clone(torch.narrow(vc, 0, source, length))
            _ = torch.copy_(torch.narrow(kc, 0, target, length), ks)
            _ = torch.copy_(torch.narrow(vc, 0, target, length), vs)
          return None
        def clear(self: __torch__.Decoder) -> NoneType:
          torch.clear(self.w)
          torch.clear(self.k)
          torch.clear(self.v)
          return None
      """;

  private static final String MASKS =
      """
        def masks(self: __torch__.Decoder, x: Tensor, sequences: List[int]) -> List[Tensor]:
          masks = annotate(List[Tensor], [])
          for s in range(torch.floordiv(torch.len(sequences), 4)):
            count = sequences[4 * s + 1]
            length = sequences[4 * s + 3]
            if count == 1:
              mask = torch.empty([0], dtype=6)
            else:
              row = torch.unsqueeze(torch.arange(length - count, length, device=x.device), 1)
              column = torch.unsqueeze(torch.arange(length, device=x.device), 0)
              open = torch.zeros([count, length], dtype=ops.prim.dtype(x), device=x.device)
              mask = torch.repeat(torch.masked_fill(open, torch.gt(column, row), -inf), [GROUP, 1])
            _ = torch.append(masks, mask)
          return masks
      """;

  private StepScript() {}

  static byte[] archive(Decoder decoder) {
    return ScriptArchive.write("Decoder", List.of("w", "k", "v"), source(decoder));
  }

  static String source(Decoder decoder) {
    Attention.Heads heads = decoder.sizes().heads();
    StringBuilder source = new StringBuilder(LOADING);
    source.append(MASKS.replace("GROUP", Integer.toString(heads.group())));
    source.append(Attention.method(heads).indent(0));
    int number = 0;
    for (Decoder.LayerGroup group : decoder.groups()) {
      source.append(layer(number++, group));
    }
    return source.append(step(decoder)).toString();
  }

  private static String layer(int number, Decoder.LayerGroup group) {
    return """
          def layer_%d(self: __torch__.Decoder, x: Tensor, i: int, b: int, cos: Tensor, sin: Tensor,
              slots: Tensor, sequences: List[int], masks: List[Tensor]) -> Tensor:
            w = self.w
        %s    return x
        """
        .formatted(number, group.layer().body());
  }

  private static String step(Decoder decoder) {
    StringBuilder out = new StringBuilder();
    out.append(
        """
          def step(self: __torch__.Decoder, ids: List[int], places: List[int], targets: List[int],
              sequences: List[int], rows: List[int], logits: bool) -> Tensor:
            w = self.w
            device = (w[0]).device
            slots = torch.tensor(targets, dtype=4, device=device)
            x = torch.embedding(w[0], torch.tensor(ids, dtype=4, device=device))
        """);
    if (decoder.positionEmbedding() != null) {
      line(
          out,
          "x = torch.add(x, torch.embedding("
              + decoder.positionEmbedding()
              + ", torch.tensor(places, dtype=4, device=device)))");
    }
    String frequencies = decoder.rotary() == null ? "[0.0]" : decoder.rotary().literal();
    line(out, "turns = torch.tensor(" + frequencies + ", dtype=6, device=device)");
    line(out, "place = torch.unsqueeze(torch.tensor(places, dtype=6, device=device), 1)");
    line(out, "angles = torch.unsqueeze(torch.mul(place, turns), 1)");
    line(out, "cos = torch.to(torch.cos(angles), ops.prim.dtype(x))");
    line(out, "sin = torch.to(torch.sin(angles), ops.prim.dtype(x))");
    line(out, "masks = self.masks(x, sequences)");
    for (int number = 0; number < decoder.groups().size(); number++) {
      Decoder.LayerGroup group = decoder.groups().get(number);
      line(out, "for n in range(" + group.count() + "):");
      line(
          out,
          "  x = self.layer_%d(x, n + %d, %d + %d * n, cos, sin, slots, sequences, masks)"
              .formatted(number, group.first(), decoder.base(number), group.layer().stride()));
    }
    line(out, "x = torch.index_select(x, 0, torch.tensor(rows, dtype=4, device=device))");
    line(out, "x = " + decoder.finalNorm());
    line(out, "if logits:");
    line(out, "  x = torch.linear(x, " + decoder.head() + ", None)");
    line(out, "return torch.to(torch.to(x, 6), torch.device(\"cpu\"))");
    return out.toString();
  }

  private static void line(StringBuilder out, String line) {
    out.append("    ").append(line).append('\n');
  }
}
