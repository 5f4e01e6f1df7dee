// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;
import java.util.stream.Collectors;
import org.openautoglm.engine.torchscript.ScriptArchive;

/**
 * Writes a whole decoder as one TorchScript class {@code Decoder}, so that a step over the tokens
 * of all sequences is one native call.
 *
 * <p>Attributes: {@code w} weights, {@code k} and {@code v} per layer a cache {@code [rows,
 * keyValue heads, dim]} whose rows are shared by all sequences, each holding a contiguous range;
 * {@code logits} those of the last step when they stay on the device.
 *
 * <p>ScalarType numbers used in the scripts: 3 int32, 4 int64, 6 float32, 11 bool, 15 bfloat16.
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
        def unpack(self: __torch__.Decoder, rows: int, columns: int, bits: int, compute: int,
            device: str) -> NoneType:
          stored = torch.pop(self.w)
          groups = torch.floordiv(columns + 31, 32)
          values = 64 * bits
          blocks = torch.reshape(stored, [-1, groups, values + 32])
          scales = torch.contiguous(torch.narrow(blocks, 2, values, 32))
          scales = torch.to(torch.view_copy(scales, dtype=5), compute)
          scales = torch.reshape(torch.transpose(scales, 1, 2), [-1, groups, 1])
          packed = torch.narrow(blocks, 2, 0, values)
          if bits == 4:
            pairs = torch.reshape(packed, [-1, groups, 4, 1, 16, 4])
            low = torch.bitwise_and(pairs, 15)
            high = torch.bitwise_right_shift(pairs, 4)
            numbers = torch.permute(torch.cat([low, high], 3), [0, 4, 1, 2, 3, 5])
            offset = 8
          else:
            numbers = torch.permute(torch.reshape(packed, [-1, groups, 8, 16, 4]), [0, 3, 1, 2, 4])
            offset = 128
          y = torch.reshape(torch.sub(torch.to(numbers, compute), offset), [-1, groups, 32])
          y = torch.reshape(torch.mul(y, scales), [-1, 32 * groups])
          y = torch.narrow(torch.narrow(y, 0, 0, rows), 1, 0, columns)
          _ = torch.append(self.w, torch.to(torch.contiguous(y), torch.device(device)))
          return None
        def total(self: __torch__.Decoder) -> Tensor:
          return torch.to(torch.sum(self.w[-1], dtype=6), torch.device("cpu"))
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
        def move(self: __torch__.Decoder, source: int, target: int, length: int,
            overlap: bool) -> NoneType:
          for n in range(torch.len(self.k)):
            kc = self.k[n]
            vc = self.v[n]
            ks = torch.narrow(kc, 0, source, length)
            vs = torch.narrow(vc, 0, source, length)
            if overlap:
              ks = torch.clone(ks)
              vs = torch.clone(vs)
            _ = torch.copy_(torch.narrow(kc, 0, target, length), ks)
            _ = torch.copy_(torch.narrow(vc, 0, target, length), vs)
          return None
        def clear(self: __torch__.Decoder) -> NoneType:
          torch.clear(self.w)
          torch.clear(self.k)
          torch.clear(self.v)
          torch.clear(self.logits)
          return None
      """;

  /**
   * The best of each row are sought where the logits lie, with the sum of all weights at the row's
   * temperature, see {@link DeviceLogits}; the rows stay there until the next step.
   */
  private static final String CANDIDATES =
      """
        def candidates(self: __torch__.Decoder, ids: List[int], places: List[int],
            targets: List[int], sequences: List[int], rows: List[int], scales: Tensor,
            count: int) -> Tensor:
          x = torch.to(self.compute(ids, places, targets, sequences, rows, True), 6)
          torch.clear(self.logits)
          _ = torch.append(self.logits, x)
          best, chosen = torch.topk(x, count, 1)
          scale = torch.unsqueeze(torch.to(scales, x.device), 1)
          scaled = torch.mul(torch.sub(x, torch.narrow(best, 1, 0, 1)), scale)
          mass = torch.sum(torch.exp(scaled), [1], True)
          y = torch.cat([best, torch.to(chosen, 6), mass], 1)
          return HOST
        def row(self: __torch__.Decoder, number: int) -> Tensor:
          y = torch.narrow(self.logits[0], 0, number, 1)
          return HOST
      """;

  private StepScript() {}

  static byte[] archive(Decoder decoder) {
    return ScriptArchive.write("Decoder", List.of("w", "k", "v", "logits"), source(decoder));
  }

  static String source(Decoder decoder) {
    StringBuilder source = new StringBuilder(LOADING);
    source.append(decoder.operators().methods(decoder.sizes().heads()).indent(0));
    int number = 0;
    for (Decoder.LayerGroup group : decoder.groups()) {
      source.append(layer(number++, group, decoder.operators()));
    }
    source.append(compute(decoder));
    source.append(step(decoder.operators()));
    source.append(CANDIDATES.replace("HOST", decoder.operators().toHost("y")));
    return source.toString();
  }

  private static String layer(int number, Decoder.LayerGroup group, Operators operators) {
    String context =
        operators.context().stream()
            .map(variable -> ", " + variable.name() + ": " + variable.type())
            .collect(Collectors.joining());
    return """
          def layer_%d(self: __torch__.Decoder, x: Tensor, i: int, b: int%s) -> Tensor:
            w = self.w
        %s    return x
        """
        .formatted(number, context, group.layer().body());
  }

  private static String step(Operators operators) {
    return """
          def step(self: __torch__.Decoder, ids: List[int], places: List[int], targets: List[int],
              sequences: List[int], rows: List[int], logits: bool) -> Tensor:
            x = self.compute(ids, places, targets, sequences, rows, logits)
            return HOST
        """
        .replace("HOST", operators.toHost("x"));
  }

  private static String compute(Decoder decoder) {
    StringBuilder out = new StringBuilder();
    out.append(
        """
          def compute(self: __torch__.Decoder, ids: List[int], places: List[int],
              targets: List[int], sequences: List[int], rows: List[int], logits: bool) -> Tensor:
            w = self.w
            device = (self.k[0]).device
            count = torch.len(ids)
            lists = torch.add(torch.add(ids, places), torch.add(targets, rows))
        """);
    line(out, "numbers = " + decoder.operators().toDevice("torch.tensor(lists, dtype=4)"));
    line(out, "tokens = torch.narrow(numbers, 0, 0, count)");
    line(out, "positions = torch.narrow(numbers, 0, count, count)");
    line(out, "slots = torch.narrow(numbers, 0, 2 * count, count)");
    line(out, "wanted = torch.narrow(numbers, 0, 3 * count, torch.len(rows))");
    line(out, "x = " + decoder.embedding());
    if (decoder.positionEmbedding() != null) {
      line(
          out, "x = torch.add(x, torch.embedding(" + decoder.positionEmbedding() + ", positions))");
    }
    decoder.operators().prologue(decoder.rotary()).forEach(line -> line(out, line));
    String context =
        decoder.operators().context().stream()
            .map(variable -> ", " + variable.name())
            .collect(Collectors.joining());
    for (int number = 0; number < decoder.groups().size(); number++) {
      Decoder.LayerGroup group = decoder.groups().get(number);
      line(out, "for n in range(" + group.count() + "):");
      line(
          out,
          "  x = self.layer_%d(x, n + %d, %d + %d * n%s)"
              .formatted(
                  number, group.first(), decoder.base(number), group.layer().stride(), context));
    }
    line(out, "x = torch.index_select(x, 0, wanted)");
    line(out, "x = " + decoder.finalNorm());
    line(out, "if logits:");
    line(out, "  x = " + decoder.logits());
    line(out, "return x");
    return out.toString();
  }

  private static void line(StringBuilder out, String line) {
    out.append("    ").append(line).append('\n');
  }
}
