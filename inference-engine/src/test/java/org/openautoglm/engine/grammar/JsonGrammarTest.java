// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.ToNumberPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openautoglm.engine.api.Grammar;

class JsonGrammarTest {
  private static final String TWO =
      "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'}}}";
  private static final String BOTH =
      "{'allOf':[{'properties':{'a':{}},'required':['a']},"
          + "{'properties':{'b':{}},'required':['b']}]}";
  private static final String TREES =
      "{'$ref':'#/$defs/tree','$defs':{'tree':{'type':'object','required':['of'],"
          + "'properties':{'of':{'type':'array','items':{'$ref':'#/$defs/tree'}}}}}}";
  private static final String FLAGS =
      "{'type':'array','items':{'type':'boolean'},'minItems':1,'maxItems':2}";
  private static final Gson GSON =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();
  private static final String END = "<|user|>";
  private static final PiecesTokenizer TOKENIZER =
      new PiecesTokenizer(
          List.of(
              "{\"", "\":", "\", \"", "\"}", " \"", "na", "me", "12", "[[", "tru", "\\u00e", END),
          1);
  private static final VocabularyTree TREE = VocabularyTree.of(TOKENIZER);
  private static final int END_ID = TOKENIZER.id(END);

  /** Apostrophes stand for quotes. */
  @SuppressWarnings("unchecked")
  private static Grammar grammar(String schema) {
    Map<String, Object> map = GSON.fromJson(schema.replace('\'', '"'), Map.class);
    return new JsonGrammar(TREE, Set.of(END_ID), map);
  }

  private static boolean maySay(Grammar grammar, String text) {
    Grammar.Matcher matcher = grammar.matcher();
    for (int id : TOKENIZER.encode(text.replace('\'', '"') + END, false)) {
      if (matcher.allowed().map(ids -> !ids.get(id)).orElse(false)) {
        return false;
      }
      matcher.accept(id);
    }
    return true;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'object'}           | {}",
        "{'type':'object'}           | {'a': [1, 'b', {'c': null}], 'd': -1.5e3}",
        TWO + "                      | {'b': ''}",
        TWO + "                      | {'a':1,'b':'x'}",
        "{'properties':{'a':{}},'additionalProperties':{'type':'null'}} | {'a': [{}], 'z': null}",
        FLAGS + "                    | [true, false]",
        "{'type':['string','null']}  | null",
        "{'type':['string','null']}  | 'a \\u00e9 \\n'",
        "{'enum':['a b',1,null,{'x':'y'}]} | {'x':'y'}",
        "{'const':'only'}            | 'only'",
        "{'anyOf':[{'type':'integer'},{'type':'object'}]} | {'a':0}",
        TREES + "                    | {'of': [{'of': []}, {'of': []}]}",
        "{'allOf':[{'$ref':'#/$defs/a'}],'$defs':{'a':{'type':'integer'}}} | 7",
        BOTH + "                     | {'a':null,'b':null}",
      })
  void what_keeps_to_the_schema_may_be_said(String schema, String text) {
    assertThat(maySay(grammar(schema), text)).isTrue();
    assertThat(maySay(grammar(schema), "\n" + text)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'object'}           | []",
        "{'type':'object'}           | {'a'}",
        "{'type':'object'}           | {'a':1,}",
        "{'type':'object'}           | {'a':1",
        "{'type':'object'}           | {} {}",
        TWO + "                      | {'c':1}",
        TWO + "                      | {'b':'','a':1}",
        TWO + "                      | {'a':1.5}",
        "{'properties':{'a':{},'b':{}},'required':['a']} | {'b':1}",
        "{'properties':{'a':{}},'additionalProperties':{'type':'null'}} | {'z': 1}",
        FLAGS + "                    | []",
        FLAGS + "                    | [true,true,true]",
        "{'type':'string'}           | 'a \\x'",
        "{'type':'string'}           | 'a \\u00x'",
        "{'enum':['a b',1]}          | 'a'",
        "{'type':'integer'}          | 01",
        "{'anyOf':[{'type':'integer'},{'type':'object'}]} | 'a'",
        TREES + "                    | {'of': [[]]}",
        BOTH + "                     | {'a':1}",
      })
  void what_does_not_may_not(String schema, String text) {
    assertThat(maySay(grammar(schema), text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'$ref':'#/$defs/none'}   | '#/$defs/none' leads nowhere",
        "{'$ref':'http://x'}       | does not begin with #/",
        "{'$ref':'#'}              | no value keeps to the schema",
        "{'anyOf':[{'$ref':'#'}]}  | no value keeps to the schema",
        "{'enum':[]}               | no value keeps to the schema",
        "{'items':{'type':'text'}} | a type 'text'",
      })
  void a_schema_that_cannot_be_kept_to_is_refused(String schema, String reason) {
    assertThatThrownBy(() -> grammar(schema)).hasMessageContaining(reason);
  }

  @Test
  void a_schema_may_be_only_so_large() {
    String many = "{'anyOf':[" + "{},".repeat(5_000) + "{}]}";
    assertThatThrownBy(() -> grammar(many)).hasMessageContaining("more than 5000 values");
    String deep = "{'items':".repeat(70) + "{}" + "}".repeat(70);
    assertThatThrownBy(() -> grammar(deep)).hasMessageContaining("deeper than 64");
  }

  @Test
  void a_property_may_have_the_name_of_a_keyword() {
    Grammar grammar =
        grammar(
            "{'properties':{'type':{'type':'string'},'$ref':{'type':'null'}},"
                + "'required':['type'],'default':{'type':'nothing'}}");
    assertThat(maySay(grammar, "{'type': 'x', '$ref': null}")).isTrue();
  }

  @Property(tries = 300)
  void whatever_is_said_is_json_that_keeps_to_the_schema(@ForAll long seed) {
    Random random = new Random(seed);
    Grammar.Matcher matcher =
        grammar(
                "{'type':'object','required':['name','list'],'properties':{"
                    + "'name':{'type':'string'},'maybe':{'type':['number','null']},"
                    + "'list':{'type':'array','maxItems':3,'items':{'enum':['x',1]}}}}")
            .matcher();
    List<Integer> said = new ArrayList<>();
    int next = 0;
    while (next != END_ID && said.size() < 200) {
      int[] ids = matcher.allowed().orElseThrow().stream().toArray();
      // strings and numbers are rarely at an end among so many bytes
      int[] ends =
          Arrays.stream(ids).filter(id -> "\"},:]".indexOf(id) >= 0 || id == END_ID).toArray();
      int[] from = ends.length > 0 && random.nextBoolean() ? ends : ids;
      next = from[random.nextInt(from.length)];
      matcher.accept(next);
      said.add(next);
    }
    if (next == END_ID) {
      int[] ids = said.subList(0, said.size() - 1).stream().mapToInt(id -> id).toArray();
      assertKept(JsonParser.parseString(TOKENIZER.decode(ids, false)).getAsJsonObject());
    }
  }

  private static void assertKept(JsonObject value) {
    assertThat(value.keySet()).contains("name", "list").isSubsetOf("name", "maybe", "list");
    JsonArray list = value.getAsJsonArray("list");
    assertThat(list.size()).isLessThanOrEqualTo(3);
    for (JsonElement item : list) {
      assertThat(item.getAsString()).isIn("x", "1");
    }
  }
}
