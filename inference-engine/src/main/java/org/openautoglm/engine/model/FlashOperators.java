// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import org.openautoglm.engine.torchscript.ScriptArchive;
import org.openautoglm.engine.torchscript.ScriptModule;

/**
 * Operators of libtorch for a GPU that computes in 16 bits: attention of all sequences is one call
 * of the flash kernel, which reads keys and values where they lie in the cache, and what travels
 * between the memories lies in pinned pages.
 *
 * <p>The kernel is FlashAttention 2 (Dao, 2023) with sequences of different lengths. It takes the
 * beginning of each sequence in the queries ({@code cum_seq_q}) and in the cache ({@code
 * cum_seq_k}, in any order, because {@code seqused_k} gives the lengths), and aligns the causal
 * mask at the end, so that a chunk of a prompt sees what was computed before it. It is built for
 * GPUs of compute capability 8.0 and newer; {@link #work} tries.
 */
final class FlashOperators extends AtenOperators {
  private static final int WIDEST_HEAD = 256;
  private static final int HEAD_STEP = 8;

  private static final String METHODS =
      """
        def spans(self: __torch__.Decoder, sequences: List[int], device: Device) -> Tensor:
          count = torch.floordiv(torch.len(sequences), 4)
          begins = annotate(List[int], [])
          starts = annotate(List[int], [])
          lengths = annotate(List[int], [])
          end = 0
          for s in range(count):
            _ = torch.append(begins, sequences[4 * s])
            _ = torch.append(starts, sequences[4 * s + 2])
            _ = torch.append(lengths, sequences[4 * s + 3])
            end = sequences[4 * s] + sequences[4 * s + 1]
          _ = torch.append(begins, end)
          _ = torch.append(starts, 0)
          all = torch.add(torch.add(begins, starts), lengths)
          return torch.to(SPANS, device, 3, True, False)
        def longest(self: __torch__.Decoder, sequences: List[int], field: int) -> int:
          longest = 0
          for s in range(torch.floordiv(torch.len(sequences), 4)):
            longest = ops.prim.max(longest, sequences[4 * s + field])
          return longest
        def attend(self: __torch__.Decoder, q: Tensor, kc: Tensor, vc: Tensor, spans: Tensor,
            queries: int, keys: int) -> Tensor:
          count = torch.floordiv(torch.size(spans, 0) - 2, 3)
          begins = torch.narrow(spans, 0, 0, count + 1)
          starts = torch.narrow(spans, 0, count + 1, count + 1)
          lengths = torch.narrow(spans, 0, 2 * count + 2, count)
          o = self.flash(q, kc, vc, begins, starts, lengths, queries, keys)
          return torch.reshape(o, [-1, WIDTH])
      """;

  private static final String KERNEL =
      """
        def flash(self: __torch__.Decoder, q: Tensor, kc: Tensor, vc: Tensor, begins: Tensor,
            starts: Tensor, lengths: Tensor, queries: int, keys: int) -> Tensor:
          o, _1, _2, _3, _4 = torch._flash_attention_forward(q, kc, vc, begins, starts, queries,
              keys, 0., True, False, scale=None, window_size_left=None, window_size_right=None,
              seqused_k=lengths, alibi_slopes=None)
          return o
      """;

  private static final String PROBE =
      """
        def probe(self: __torch__.Probe, type: int, device: str) -> Tensor:
          q = torch.zeros([1, 2, 64], dtype=type, device=torch.device(device))
          ends = torch.tensor([0, 1], dtype=3, device=torch.device(device))
          o, _1, _2, _3, _4 = torch._flash_attention_forward(q, q, q, ends, ends, 1, 1, 0., True,
              False, scale=None, window_size_left=None, window_size_right=None,
              seqused_k=torch.slice(ends, 0, 1, 2, 1), alibi_slopes=None)
          return torch.to(torch.to(o, 6), torch.device("cpu"))
      """;

  private final String kernel;
  private final boolean pinned;

  FlashOperators() {
    this(KERNEL, true);
  }

  /**
   * @param kernel the method {@code flash}
   * @param pinned whether memory of the host is pinned, which needs a GPU
   */
  FlashOperators(String kernel, boolean pinned) {
    this.kernel = kernel;
    this.pinned = pinned;
  }

  /** Whether the kernel runs on a device. */
  static boolean work(Placement placement) {
    byte[] archive = ScriptArchive.write("Probe", List.of(), PROBE);
    try (ScriptModule module = ScriptModule.load(archive, placement.djlDevice())) {
      module.floats("probe", placement.scalarType().number(), placement.torchDevice());
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  @Override
  public boolean fit(Attention.Heads heads) {
    return heads.dim() % HEAD_STEP == 0 && heads.dim() <= WIDEST_HEAD;
  }

  @Override
  public void attention(LayerWriter out, Attention attention) {
    new AtenAttention(this, attention, "spans, queries, keys").write(out);
  }

  @Override
  public String methods(Attention.Heads heads) {
    return METHODS
            .replace("WIDTH", Integer.toString(heads.queryWidth()))
            .replace("SPANS", pin("torch.tensor(all, dtype=3)"))
        + kernel;
  }

  @Override
  public List<String> prologue(Rotary rotary) {
    List<String> lines = new ArrayList<>(rotation(rotary));
    lines.add("spans = self.spans(sequences, device)");
    lines.add("queries = self.longest(sequences, 1)");
    lines.add("keys = self.longest(sequences, 3)");
    return lines;
  }

  @Override
  public List<Variable> context() {
    return List.of(
        new Variable("cos", "Tensor"),
        new Variable("sin", "Tensor"),
        new Variable("slots", "Tensor"),
        new Variable("spans", "Tensor"),
        new Variable("queries", "int"),
        new Variable("keys", "int"));
  }

  @Override
  public String toDevice(String host) {
    return "torch.to(%s, device, 4, True, False)".formatted(pin(host));
  }

  private String pin(String host) {
    return pinned ? "torch.pin_memory(" + host + ")" : host;
  }

  @Override
  public String toHost(String tensor) {
    String memory = pinned ? ", pin_memory=True" : "";
    return "torch.copy_(torch.empty(torch.size(%s), dtype=6%s), %s)"
        .formatted(tensor, memory, tensor);
  }
}
