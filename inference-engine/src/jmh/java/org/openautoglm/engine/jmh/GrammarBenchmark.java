// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.jmh;

import com.google.gson.Gson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.grammar.JsonGrammar;
import org.openautoglm.engine.grammar.JsonSchema;
import org.openautoglm.engine.grammar.PiecesTokenizer;
import org.openautoglm.engine.grammar.Text;
import org.openautoglm.engine.grammar.VocabularyTree;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Which tokens may come next: once in every step for each sequence that is held to a form. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GrammarBenchmark {
  private static final int BYTES = 256;
  private static final int LONGEST = 9;

  /** Letters mostly, and what ends a string or stands between values. */
  private static final String CHARACTERS =
      "aabcddeeeeefghiiijklmnnoooopqrrsssttttuuvwxyz     ABCDEFG0123456789.,:;!?-_/\"{}[]\\\n";

  private static final String SCHEMA =
      """
      {
        "type": "object",
        "properties": {
          "name": {"type": "string"},
          "age": {"type": "integer"},
          "role": {"enum": ["reader", "writer", "owner"]},
          "tags": {"type": "array", "items": {"type": "string"}}
        },
        "required": ["name", "age"]
      }
      """;

  private static final String ANSWER =
      """
      {"name": "Grace Brewster Hopper", "age": 85, "role": "owner", "tags": ["navy", "compilers"]}\
      """;

  @Param({"59264", "152064"})
  public int vocabulary;

  private VocabularyTree tree;
  private Text beforeName;
  private Text withinString;
  private Grammar grammar;
  private Grammar.Matcher matcher;
  private int[] answer;
  private int next;

  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(5);
    List<String> pieces = new ArrayList<>();
    while (BYTES + pieces.size() < vocabulary) {
      StringBuilder piece = new StringBuilder();
      for (int length = random.nextInt(1, LONGEST); piece.length() < length; ) {
        piece.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
      }
      pieces.add(piece.toString());
    }
    PiecesTokenizer tokenizer = new PiecesTokenizer(pieces, 1);
    Set<Integer> ends = Set.of(vocabulary - 1);
    Map<?, ?> schema = new Gson().fromJson(SCHEMA, Map.class);
    tree = VocabularyTree.of(tokenizer, vocabulary, Map.of(), ends);
    Text value = new JsonSchema(schema).text();
    beforeName = after(value, "{\"");
    withinString = after(value, "{\"name\": \"Gr");
    grammar = new JsonGrammar(tree, ends, schema);
    matcher = grammar.matcher();
    answer = tokenizer.encode(ANSWER, false);
  }

  private static Text after(Text text, String said) {
    Text behind = text;
    for (byte symbol : said.getBytes(StandardCharsets.UTF_8)) {
      behind = behind.after(symbol);
    }
    return behind;
  }

  /** One token of a whole answer, most of whose masks are remembered. */
  @Benchmark
  public BitSet nextToken() {
    if (next == answer.length) {
      matcher = grammar.matcher();
      next = 0;
    }
    BitSet allowed = matcher.allowed().orElseThrow();
    matcher.accept(answer[next++]);
    return allowed;
  }

  @Benchmark
  public BitSet newMaskBeforeAName() {
    return tree.matching(beforeName);
  }

  @Benchmark
  public BitSet newMaskWithinAString() {
    return tree.matching(withinString);
  }
}
