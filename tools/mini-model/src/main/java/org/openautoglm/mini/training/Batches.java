// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.openautoglm.engine.api.ChatPrompt;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.mini.corpus.Example;
import org.openautoglm.mini.corpus.ExampleSource;

/**
 * Cuts a stream of examples into batches of about the same number of tokens, each of examples of
 * similar length. All answers of a conversation are learnt, not what is asked.
 */
final class Batches {
  /** Examples that are sorted by length together. */
  private static final int POOL = 1024;

  private final ExampleSource source;
  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final int tokens;
  private final int longest;
  private final int user;
  private final int assistant;
  private final int observation;
  private final ArrayDeque<Batch> ready = new ArrayDeque<>();

  /** Tokens of an example, and which of them are learnt. */
  private record Encoded(int[] ids, BitSet learnt) {}

  /**
   * @param tokens most tokens of a batch, filling included
   * @param longest most tokens of an example; longer ones are cut, and what is learnt of them is
   *     what is answered before
   */
  Batches(
      ExampleSource source, ChatTemplate template, Tokenizer tokenizer, int tokens, int longest) {
    this.source = source;
    this.template = template;
    this.tokenizer = tokenizer;
    this.tokens = tokens;
    this.longest = longest;
    this.user = tokenizer.encode("<|user|>", false)[0];
    this.assistant = tokenizer.encode("<|assistant|>", false)[0];
    this.observation = tokenizer.encode("<|observation|>", false)[0];
  }

  Batch next(SplittableRandom random) {
    if (ready.isEmpty()) {
      fill(random);
    }
    return ready.remove();
  }

  private void fill(SplittableRandom random) {
    List<Encoded> pool = new ArrayList<>();
    while (pool.size() < POOL) {
      Encoded encoded = encode(source.next(random));
      if (!encoded.learnt().isEmpty()) {
        pool.add(encoded);
      }
    }
    pool.sort(Comparator.comparingInt(encoded -> encoded.ids().length));
    List<Batch> batches = new ArrayList<>();
    int first = 0;
    for (int end = 1; end <= pool.size(); end++) {
      if (end == pool.size() || (end + 1 - first) * pool.get(end).ids().length > tokens) {
        batches.add(batch(pool.subList(first, end)));
        first = end;
      }
    }
    while (!batches.isEmpty()) {
      ready.add(batches.remove(random.nextInt(batches.size())));
    }
  }

  private Encoded encode(Example example) {
    String prompt =
        template.render(new ChatPrompt(example.messages(), example.tools(), true, Map.of()));
    int[] asked = tokenizer.encode(prompt, false);
    int[] answer = tokenizer.encode(example.answer(), false);
    int learnt = learnt(example, answer);
    int[] ids = Arrays.copyOf(asked, asked.length + learnt);
    System.arraycopy(answer, 0, ids, asked.length, Math.min(learnt, answer.length));
    if (learnt > answer.length) {
      // the turn after a tool call is the tool's
      ids[ids.length - 1] = example.answer().startsWith("<tool_call>") ? observation : user;
    }
    int[] kept = ids.length > longest ? Arrays.copyOf(ids, longest) : ids;
    return new Encoded(kept, answers(kept));
  }

  /** Tokens of the answer up to the one that holds the last character that is learnt. */
  private int learnt(Example example, int[] answer) {
    if (example.learnt() == example.answer().length()) {
      return answer.length + 1;
    }
    int[] begun = tokenizer.encode(example.answer().substring(0, example.learnt()), false);
    int same = Arrays.mismatch(answer, begun);
    return same < begun.length ? same + 1 : same;
  }

  /** The tokens of each answer, and the one behind it, which says whose turn is next. */
  private BitSet answers(int[] ids) {
    BitSet answers = new BitSet();
    boolean inside = false;
    for (int i = 0; i < ids.length; i++) {
      if (inside) {
        answers.set(i);
        inside = ids[i] != user && ids[i] != observation;
      } else if (ids[i] == assistant) {
        inside = true;
        // the line break behind the role
        i++;
      }
    }
    return answers;
  }

  private static Batch batch(List<Encoded> examples) {
    int columns = examples.get(examples.size() - 1).ids().length - 1;
    long[] ids = new long[examples.size() * columns];
    int learnt = examples.stream().mapToInt(e -> e.learnt().cardinality()).sum();
    long[] at = new long[learnt];
    long[] targets = new long[learnt];
    int next = 0;
    for (int row = 0; row < examples.size(); row++) {
      Encoded example = examples.get(row);
      for (int i = 0; i + 1 < example.ids().length; i++) {
        ids[row * columns + i] = example.ids()[i];
        if (example.learnt().get(i + 1)) {
          at[next] = (long) row * columns + i;
          targets[next++] = example.ids()[i + 1];
        }
      }
    }
    return new Batch(ids, examples.size(), columns, at, targets);
  }
}
