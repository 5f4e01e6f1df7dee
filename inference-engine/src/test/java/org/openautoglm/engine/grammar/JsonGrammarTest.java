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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.Grammar;

class JsonGrammarTest {
  private static final String TWO =
      "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'}}}";
  private static final String BOTH =
      "{'allOf':[{'properties':{'a':{}},'required':['a']},"
          + "{'properties':{'b':{}},'required':['b']}]}";
  private static final String SIBLINGS =
      "{'properties':{'a':{'type':'integer'}},'anyOf':[{'required':['a']}]}";
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
  private static final VocabularyTree TREE =
      VocabularyTree.of(TOKENIZER, TOKENIZER.vocabularySize(), Map.of(), Set.of());
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
        "{'type':'string','nullable':true} | null",
        "{'type':'array','items':[{'type':'null'}],'additionalItems':false} | [null]",
        "{'enum':[1.0,2],'const':1}  | 1",
        "{'type':'object','patternProperties':{'x':{}},'additionalProperties':false} | {'x':1}",
        "{'anyOf':[{'required':['a'],'properties':{'a':false}},{'properties':{'b':{}}}]} | {'b':1}",
        "{'type':'object','items':null,'enum':null} | {}",
        SIBLINGS + "                 | {'a':1}",
        "{'$ref':'#/$defs/b','required':['z'],'$defs':{'b':{'type':'object'}}} | {'z':1}",
        "{'type':'object','required':['x']} | {'x':[]}",
        "{'prefixItems':[{'type':'null'},{'type':'boolean'}],'items':false} | [null, true]",
        "{'allOf':[{'type':'string','default':null}]} | 'x'",
        "{'enum':['a',null],'allOf':[{'enum':['b',null]}]} | null",
        "{'$ref':'#/properties/a/anyOf/0','properties':{'a':{'anyOf':[{'type':'null'}]}}} | null",
        "{'properties':{'a':{'type':'integer'}},'additionalProperties':true} | {'ab':'x','b':'y'}",
        "{'anyOf':[{'type':'string'},{'type':'string','format':'date'}]} | 'a \\u4e2d 中'",
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
        "{'anyOf':[{'required':['a'],'properties':{'a':false}},{'properties':{'b':{}}}]} | {'a",
        "{'type':'array','items':[{'type':'null'}],'additionalItems':false} | [null,1]",
        SIBLINGS + "                 | {'b':1}",
        SIBLINGS + "                 | {}",
        "{'$ref':'#/$defs/b','required':['z'],'$defs':{'b':{'type':'object'}}} | {'y':1}",
        "{'type':'object','required':['x']} | {}",
        "{'prefixItems':[{'type':'null'},{'type':'boolean'}],'items':false} | [null,true,1]",
        "{'enum':['a',null],'allOf':[{'enum':['b',null]}]} | 'a'",
        "{'properties':{'a':{'type':'integer'}},'additionalProperties':true} | {'a':'x'}",
        "{'properties':{'a':{'type':'integer'}},'additionalProperties':true} | {'b':1,'a':1}",
        "{'type':'string'}           | '\\ud83d'",
      })
  void what_does_not_may_not(String schema, String text) {
    assertThat(maySay(grammar(schema), text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'$ref':'#/$defs/none'}   | '#/$defs/none' leads to no schema",
        "{'$ref':'http://x'}       | does not begin with #/",
        "{'$ref':'#'}              | no value keeps to the schema",
        "{'anyOf':[{'$ref':'#'}]}  | no value keeps to the schema",
        "{'enum':[]}               | an enum without values",
        "{'properties':{'a':false},'required':['a']} | no value keeps to the schema",
        "{'items':false,'minItems':1} | no value keeps to the schema",
        "{'required':['a'],'properties':{'a':{'$ref':'#'}}} | no value keeps to the schema",
        "{'allOf':[{'type':'string'},{'type':'null'}]} | no value keeps to the schema",
        "{'properties':{'default':{'$ref':'#/none'}}} | '#/none' leads to no schema",
        "{'items':3}               | '3' where a schema belongs",
        "{'items':{'type':'text'}} | a type 'text'",
        "{'type':['string',null]}  | a type 'null'",
      })
  void a_schema_that_cannot_be_kept_to_is_refused(String schema, String reason) {
    assertThatThrownBy(() -> grammar(schema)).hasMessageContaining(reason);
  }

  @Test
  void a_schema_may_be_only_so_large() {
    String many = "{'anyOf':[" + "{},".repeat(5_000) + "{}]}";
    assertThatThrownBy(() -> grammar(many)).hasMessageContaining("more than 5000 values");
    String values = "{'items':{'enum':[" + "1,".repeat(5_000) + "1]}}";
    assertThatThrownBy(() -> grammar(values)).hasMessageContaining("more than 5000 values");
    String deep = "{'items':".repeat(70) + "{}" + "}".repeat(70);
    assertThatThrownBy(() -> grammar(deep)).hasMessageContaining("deeper than 64");
  }

  /** What would take for ever if it were followed as it is written. */
  @ParameterizedTest
  @Timeout(10)
  @ValueSource(
      strings = {
        "{'$ref':'#/$defs/a','$defs':{'a':{'anyOf':[R,R,R,R,{'type':'null'}]}}}",
        "{'anyOf':[{'$ref':'#'},{'$ref':'#'},{'$ref':'#'},{'$ref':'#'},{'type':'null'}]}",
        "{'type':'array','items':{'$ref':'#/$defs/a'},"
            + "'$defs':{'a':{'anyOf':[R,R,R,R,{'type':'null'}]}}}",
        "{'anyOf':[A1,A2,A3,A4,A5,A6,{'type':'null'}]}",
        "{'properties':{'a':{'anyOf':[{'$ref':'#/properties/a'},{'$ref':'#/properties/a'},"
            + "{'$ref':'#/properties/a'},{'type':'null'}]}},'required':['a']}"
      })
  void schemas_that_lead_back_to_themselves_take_no_time(String schema) {
    String written = schema.replace("R,", "{'$ref':'#/$defs/a'},");
    for (int i = 1; i < 7; i++) {
      // alternatives that differ, and of which each may hold all of them
      written =
          written.replace(
              "A" + i, "{'type':'array','items':{'$ref':'#'},'minItems':1,'title':'" + i + "'}");
    }
    Grammar grammar = grammar(written);
    Grammar.Matcher matcher = grammar.matcher();
    for (int depth = 0; depth < 50; depth++) {
      if (matcher.allowed().orElseThrow().get('[')) {
        matcher.accept('[');
      }
    }
    assertThat(
            maySay(grammar, "null") || maySay(grammar, "[null]") || maySay(grammar, "{'a':null}"))
        .isTrue();
  }

  @Test
  @Timeout(10)
  void alternatives_that_cannot_be_followed_together_are_not_begun() {
    StringBuilder many = new StringBuilder("{'anyOf':[{'type':'null'}");
    for (int i = 0; i < 60; i++) {
      many.append(",{'type':'array','prefixItems':[{'$ref':'#'},{'const':").append(i).append("}]}");
    }
    Grammar grammar = grammar(many.append("]}").toString());
    Grammar.Matcher matcher = grammar.matcher();
    int depth = 0;
    while (matcher.allowed().orElseThrow().get('[')) {
      matcher.accept('[');
      depth++;
    }
    assertThat(depth).isBetween(1, 200);
    assertThat(maySay(grammar, "[null, 59]")).isTrue();
  }

  /** What would take long if every place were worked out by itself. */
  @Test
  @Timeout(20)
  void work_on_a_schema_is_bounded() {
    String values =
        IntStream.range(0, 2_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String some =
        IntStream.range(0, 60)
            .mapToObj(i -> "{'minItems':" + i + "}")
            .collect(Collectors.joining(","));
    String evil =
        "{'$defs':{'e':{'enum':["
            + values
            + "]}},'allOf':[{'anyOf':["
            + some
            + "]}"
            + ",{'$ref':'#/$defs/e'}".repeat(60)
            + "]}";
    assertThatThrownBy(() -> grammar(evil)).hasMessageContaining("too much work");
    String text = "{'const':'" + "x".repeat(300_000) + "'}";
    assertThatThrownBy(() -> grammar(text)).hasMessageContaining("characters");
    String names =
        IntStream.range(0, 600).mapToObj(i -> "'a" + i + "'").collect(Collectors.joining(","));
    assertThatThrownBy(() -> grammar("{'required':[" + names + "]}"))
        .hasMessageContaining("more than 500 required");
  }

  @Test
  void deep_answers_cost_no_more_than_others() {
    Grammar.Matcher matcher = grammar("{'type':'array'}").matcher();
    int depth = 0;
    while (matcher.allowed().orElseThrow().get('[')) {
      matcher.accept('[');
      depth++;
    }
    assertThat(depth).isBetween(150, 250);
    for (; depth > 0; depth--) {
      matcher.accept(']');
    }
    assertThat(matcher.isOver()).isTrue();
  }

  @Test
  void nothing_follows_a_whole_value() {
    Grammar.Matcher matcher = grammar("{'type':'object'}").matcher();
    for (int next : new int[] {'{', ' ', '}'}) {
      assertThat(matcher.isOver()).isFalse();
      matcher.accept(next);
    }
    assertThat(matcher.isOver()).isTrue();
    Grammar.Matcher number = grammar("{'type':'number'}").matcher();
    number.accept('1');
    assertThat(number.isOver()).isFalse();
    assertThat(number.allowed().orElseThrow().get(END_ID)).isTrue();
  }

  @Test
  void a_token_that_ends_answers_is_no_text() {
    int end = TOKENIZER.id("na");
    VocabularyTree tree =
        VocabularyTree.of(TOKENIZER, TOKENIZER.vocabularySize(), Map.of(), Set.of(end));
    Grammar.Matcher matcher =
        new JsonGrammar(tree, Set.of(end), Map.of("type", "string")).matcher();
    matcher.accept('"');
    assertThat(matcher.allowed().orElseThrow().get(end)).isFalse();
    assertThat(matcher.allowed().orElseThrow().get(TOKENIZER.id("me"))).isTrue();
  }

  @Test
  void strings_are_well_formed() {
    Grammar.Matcher matcher = grammar("{'type':'string'}").matcher();
    matcher.accept('"');
    matcher.accept(0xE4);
    assertThat(matcher.allowed().orElseThrow().stream().boxed())
        .allMatch(id -> id >= 0x80 && id < 0xC0);
    matcher.accept(0xB8);
    matcher.accept(0xAD);
    assertThat(matcher.allowed().orElseThrow().get('"')).isTrue();
    assertThat(matcher.allowed().orElseThrow().get(0xB8)).isFalse();
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
    while (!matcher.isOver() && said.size() < 200) {
      int[] ids = matcher.allowed().orElseThrow().stream().toArray();
      // strings and numbers are rarely at an end among so many bytes
      int[] ends = Arrays.stream(ids).filter(id -> "\"},:]".indexOf(id) >= 0).toArray();
      int[] from = ends.length > 0 && random.nextBoolean() ? ends : ids;
      int next = from[random.nextInt(from.length)];
      matcher.accept(next);
      said.add(next);
    }
    if (matcher.isOver()) {
      int[] ids = said.stream().mapToInt(id -> id).toArray();
      assertKept(JsonParser.parseString(TOKENIZER.decode(ids, false)).getAsJsonObject());
      whole++;
    }
  }

  private static int whole;

  @AfterContainer
  static void manyWereWhole() {
    assertThat(whole).isGreaterThan(50);
  }

  private static boolean isNumber(JsonObject value, String name) {
    return value.getAsJsonPrimitive(name).isNumber();
  }

  private static void assertKept(JsonObject value) {
    assertThat(value.keySet()).contains("name", "list").isSubsetOf("name", "maybe", "list");
    assertThat(value.getAsJsonPrimitive("name").isString()).isTrue();
    assertThat(!value.has("maybe") || value.get("maybe").isJsonNull() || isNumber(value, "maybe"))
        .isTrue();
    JsonArray list = value.getAsJsonArray("list");
    assertThat(list.size()).isLessThanOrEqualTo(3);
    for (JsonElement item : list) {
      assertThat(item.getAsString()).isIn("x", "1");
    }
  }
}
