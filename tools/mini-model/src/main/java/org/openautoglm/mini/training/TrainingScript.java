// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import java.util.Locale;

/**
 * The TorchScript text of a training step.
 *
 * <p>{@code forward(op, a, b, c, d)} is the only way in, because DJL lets gradients live only
 * there:
 *
 * <ul>
 *   <li>op 0: {@code a} becomes the next trained tensor;
 *   <li>op 1: a step over the tokens {@code a [rows, columns]}, of which those at the flat
 *       positions {@code b} should predict {@code c}; {@code d} holds the learning rates of Muon
 *       and Adam, Adam's two corrections for its first steps, and the share of the new weights in
 *       their mean; returns the mean cross-entropy in nats;
 *   <li>op 2: returns the mean of the trained tensor number {@code a} over the last steps;
 *   <li>op 3: {@code a} becomes the next constant: cosines and sines {@code [position, 1,
 *       dimension]}, and the matrix that turns every rotated pair by a right angle.
 * </ul>
 *
 * <p>Products are computed in bfloat16 or float32, weights are kept in float32. A norm's gain is
 * multiplied into the matrix behind it, which is smaller than what flows through. Matrices of the
 * layers are updated by Muon (Keller Jordan, 2024: momentum, made orthogonal by five Newton-Schulz
 * steps), the rest by Adam.
 */
final class TrainingScript {
  /** How much of Adam's mean of gradients stays from step to step. */
  static final double FIRST_MOMENT = 0.9;

  /**
   * How much of Adam's mean of squares stays from step to step: a rare token's last occurrence is
   * remembered for a thousand steps. With 0.95, usual for large batches, it was forgotten after
   * some twenty, and until the next one every step moved the token's embedding by the full rate,
   * wherever the little pushed it that other tokens' occurrences do to it.
   */
  static final double SECOND_MOMENT = 0.999;

  /** The least mean of squares, as a part of that of all values: for tokens not met so far. */
  private static final double LEAST_SECOND_MOMENT = 0.01;

  private static final String HEAD =
      """
        def add(self, x: Tensor) -> Tensor:
          w = torch.requires_grad_(torch.clone(x), True)
          _0 = torch.append(self.p, w)
          _1 = torch.append(self.m, torch.zeros_like(torch.detach(w)))
          _2 = torch.append(self.v, torch.zeros_like(torch.detach(w)))
          _3 = torch.append(self.e, torch.clone(x))
          return torch.detach(w)
        def constant(self, x: Tensor) -> Tensor:
          _0 = torch.append(self.c, torch.to(torch.clone(x), LOW))
          return x
        def low(self, x: Tensor) -> Tensor:
          return torch.to(x, LOW)
        def norm(self, x: Tensor) -> Tensor:
          length = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
          square = torch.div(torch.pow(length, 2), HIDDEN)
          return torch.mul(x, self.low(torch.rsqrt(torch.add(square, EPSILON))))
        def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
          blocks = annotate(List[Tensor], [])
          columns = torch.size(q, 2)
          for i in range(torch.add(torch.floordiv(torch.sub(columns, 1), BLOCK), 1)):
            first = torch.mul(i, BLOCK)
            last = ops.prim.min(torch.add(first, BLOCK), columns)
            seen = torch.slice(torch.slice(mask, 0, first, last, 1), 1, 0, last, 1)
            keys = torch.transpose(torch.slice(k, 2, 0, last, 1), 2, 3)
            scores = torch.add(torch.matmul(torch.slice(q, 2, first, last, 1), keys), seen)
            mixed = torch.matmul(torch.softmax(scores, -1), torch.slice(v, 2, 0, last, 1))
            _0 = torch.append(blocks, mixed)
          joined = torch.transpose(torch.cat(blocks, 2), 1, 2)
          return torch.reshape(joined, [-1, ATTENTION])
        def attention(self, x: Tensor, qkv: Tensor, rows: int, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
          a = self.norm(x)
          wqk = torch.reshape(torch.slice(qkv, 0, 0, 2, 1), [-1, HIDDEN])
          qk = torch.reshape(torch.linear(a, wqk), [rows, -1, torch.mul(HEADS, 2), HEAD])
          turned = torch.matmul(qk, self.c[2])
          r = torch.transpose(torch.add(torch.mul(qk, cos), torch.mul(turned, sin)), 1, 2)
          q = torch.mul(torch.slice(r, 1, 0, HEADS, 1), SCALE)
          k = torch.slice(r, 1, HEADS, torch.mul(HEADS, 2), 1)
          flat = torch.linear(a, torch.select(qkv, 0, 2))
          v = torch.transpose(torch.reshape(flat, [rows, -1, HEADS, HEAD]), 1, 2)
          return self.attend(q, k, v, mask)
        def feed(self, x: Tensor, attended: Tensor, o: Tensor, gate_up: Tensor, down: Tensor) -> Tensor:
          y = torch.add(x, torch.linear(attended, torch.select(o, 0, 0)))
          b = self.norm(y)
          g = torch.silu(torch.linear(b, torch.select(gate_up, 0, 0)))
          f = torch.mul(g, torch.linear(b, torch.select(gate_up, 0, 1)))
          return torch.add(y, torch.linear(f, torch.select(down, 0, 0)))
        def gains(self, first: int, last: int) -> Tensor:
          return torch.reshape(torch.slice(self.p[1], 0, first, last, 1), [-1, 1, 1, HIDDEN])
        def loss(self, ids: Tensor, at: Tensor, targets: Tensor) -> Tensor:
          p = self.p
          cos = torch.slice(self.c[0], 0, 0, torch.size(ids, 1), 1)
          sin = torch.slice(self.c[1], 0, 0, torch.size(ids, 1), 1)
          columns = torch.size(ids, 1)
          mask = torch.triu(torch.new_full(cos, [columns, columns], -1.0e+04), 1)
          qkv = torch.unbind(self.low(torch.mul(p[2], self.gains(0, LAYERS))), 0)
          o = torch.unbind(self.low(p[3]), 0)
          gate_up = torch.unbind(self.low(torch.mul(p[4], self.gains(LAYERS, torch.mul(LAYERS, 2)))), 0)
          down = torch.unbind(self.low(p[5]), 0)
          rows = torch.size(ids, 0)
          x = torch.reshape(torch.embedding(self.low(p[0]), ids), [-1, HIDDEN])
      """;

  private static final String TAIL =
      """
          words = self.low(torch.mul(p[0], torch.select(p[1], 0, torch.mul(LAYERS, 2))))
          logits = torch.to(torch.linear(self.norm(x), words), 6)
          return torch.cross_entropy_loss(logits, targets)
        def orthogonal(self, u: Tensor) -> Tensor:
          tall = torch.gt(torch.size(u, 1), torch.size(u, 2))
          if tall:
            x0 = torch.transpose(u, 1, 2)
          else:
            x0 = u
          length = torch.linalg_vector_norm(x0, 2, [-2, -1], True)
          x = self.low(torch.div(x0, torch.add(length, 1.0e-07)))
          for _0 in range(5):
            a = torch.matmul(x, torch.transpose(x, 1, 2))
            b = torch.add(torch.mul(a, -4.775), torch.mul(torch.matmul(a, a), 2.0315))
            x = torch.add(torch.mul(x, 3.4445), torch.matmul(b, x))
          if tall:
            y = torch.transpose(x, 1, 2)
          else:
            y = x
          return torch.to(y, 6)
        def muon(self, w: Tensor, g: Tensor, m: Tensor, rate: float) -> Tensor:
          _0 = torch.add_(torch.mul_(m, 0.95), g)
          ahead = torch.add(g, m, alpha=0.95)
          u = torch.view_as(self.orthogonal(torch.flatten(ahead, 0, 1)), w)
          ratio = torch.div(torch.size(w, 2), torch.size(w, 3))
          scale = torch.sqrt(ops.prim.max(1.0, ratio))
          _1 = torch.mul_(w, torch.sub(1.0, torch.mul(rate, 0.01)))
          return torch.add_(w, u, alpha=torch.neg(torch.mul(rate, scale)))
        def adam(self, w: Tensor, g: Tensor, m: Tensor, v: Tensor, rate: float, rise: float, rise2: float) -> Tensor:
          _0 = torch.lerp_(m, g, NEW_FIRST)
          _1 = torch.addcmul_(torch.mul_(v, OLD_SECOND), g, g, value=NEW_SECOND)
          least = torch.add(torch.mul(torch.mean(v), LEAST), 1.0e-16)
          root = torch.sqrt(torch.div(torch.add(v, least), rise2))
          return torch.addcdiv_(w, m, root, value=torch.neg(torch.div(rate, rise)))
        def step(self, ids: Tensor, at: Tensor, targets: Tensor, rates: Tensor) -> Tensor:
          loss = self.loss(ids, at, targets)
          grads = torch.grad([loss], self.p, None, None, False, False)
          muon = float(torch.select(rates, 0, 0))
          adam = float(torch.select(rates, 0, 1))
          rise = float(torch.select(rates, 0, 2))
          rise2 = float(torch.select(rates, 0, 3))
          share = float(torch.select(rates, 0, 4))
          i = 0
          for g in grads:
            grad = unchecked_cast(Tensor, g)
            w = torch.detach(self.p[i])
            if torch.eq(torch.dim(w), 4):
              _0 = self.muon(w, grad, self.m[i], muon)
            else:
              _0 = self.adam(w, grad, self.m[i], self.v[i], adam, rise, rise2)
            _1 = torch.lerp_(self.e[i], w, share)
            i = torch.add(i, 1)
          return torch.detach(loss)
        def forward(self, op: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
          code = int(op)
          if torch.eq(code, 0):
            out = self.add(a)
          elif torch.eq(code, 3):
            out = self.constant(a)
          elif torch.eq(code, 1):
            out = self.step(a, b, c, d)
          else:
            out = self.e[int(a)]
          return out
      """;

  /** Numbers of formats in TorchScript: {@code c10::ScalarType}. */
  private static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;

  /** Positions whose attention is computed together, so that what lies behind them is left out. */
  private static final int BLOCK = 256;

  private TrainingScript() {}

  /**
   * @param bfloat16 whether products are computed in bfloat16, else in float32
   */
  static String of(ModelShape shape, boolean bfloat16) {
    StringBuilder script = new StringBuilder(HEAD);
    for (int l = 0; l < shape.layers(); l++) {
      script.append("    a = self.attention(x, qkv[%d], rows, cos, sin, mask)\n".formatted(l));
      if (l == shape.layers() - 1) {
        // nothing looks at the other positions any more
        script.append("    a = torch.index_select(a, 0, at)\n");
        script.append("    x = torch.index_select(x, 0, at)\n");
      }
      script.append("    x = self.feed(x, a, o[%1$d], gate_up[%1$d], down[%1$d])\n".formatted(l));
    }
    return script
        .append(TAIL)
        .toString()
        .replace("NEW_FIRST", String.valueOf(1 - FIRST_MOMENT))
        .replace("OLD_SECOND", String.valueOf(SECOND_MOMENT))
        .replace("NEW_SECOND", String.valueOf(1 - SECOND_MOMENT))
        .replace("LEAST", String.valueOf(LEAST_SECOND_MOMENT))
        .replace("LOW", String.valueOf(bfloat16 ? BFLOAT16 : FLOAT32))
        .replace("BLOCK", String.valueOf(BLOCK))
        .replace("ATTENTION", String.valueOf(shape.heads() * shape.headSize()))
        .replace("HEADS", String.valueOf(shape.heads()))
        .replace("HEAD", String.valueOf(shape.headSize()))
        .replace("HIDDEN", String.valueOf(shape.hidden()))
        .replace("LAYERS", String.valueOf(shape.layers()))
        .replace("SCALE", String.valueOf(1 / Math.sqrt(shape.headSize())))
        .replace("EPSILON", String.format(Locale.ROOT, "%.1e", ModelShape.NORM_EPSILON));
  }
}
