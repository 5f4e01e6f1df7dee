// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A template from elsewhere reaches neither Java nor the limits of the server. */
class SandboxTest {

  private static String render(String template) {
    return Template.parse(template).render(variables(), Clock.systemUTC(), RenderLimits.standard());
  }

  private static Map<String, Object> variables() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("messages", List.of(Map.of("role", "user", "content", "hi")));
    variables.put("n", 1L);
    return variables;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ ''.getClass() }}",
        "{{ ''.class.name }}",
        "{{ messages.getClass().forName('java.lang.Runtime') }}",
        "{{ messages[0].getClass() }}",
        "{{ messages.stream() }}",
        "{{ messages.add('x') }}",
        "{{ messages[0].put('a', 'b') }}",
        "{{ messages[0].entrySet() }}",
        "{{ n.hashCode() }}",
        "{{ n.toString() }}",
        "{{ ____int3rpr3t3r____.config }}",
        "{{ ____int3rpr3t3r____.getContext() }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'].x }}",
        "{{ messages.__init__.__globals__ }}",
        "{{ raise_exception.__globals__['x'] }}",
        "{{ range.call() }}",
        "{{ namespace(a=1).attributes() }}",
        "{% macro f() %}{% endmacro %}{{ f.definition.parent }}",
        "{% for x in [1] %}{{ loop.items() }}{% endfor %}",
        "{{ '%s'.format.__self__.x }}",
        "{{ '{0.__class__.__mro__}'.format('') }}",
        "{{ messages|attr('getClass')() }}",
        "{{ messages|map('getClass')|list }}",
        "{{ messages|map(attribute='class.name')|list }}",
        "{{ 'x'|attr('__class__')|attr('__mro__') }}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{{ open('/etc/passwd') }}",
        "{{ config.items() }}",
        "{{ self.__init__ }}",
      })
  void nothingOfJavaIsInReach(String template) {
    assertThatThrownBy(() -> render(template)).isInstanceOf(JinjaException.class);
  }

  @Test
  void whatIsPrintedOfFunctionsTellsNothing() {
    assertThat(render("{{ range }}|{{ ''.upper }}|{{ ''.__class__ }}|{{ namespace(a=1) }}"))
        .isEqualTo("<function>|<function>||<Namespace>");
  }

  @Test
  void aValueThatIsNotJsonIsNotLetIn() {
    Map<String, Object> variables = Map.of("thread", Thread.currentThread());
    assertThatThrownBy(
            () -> Template.parse("x").render(variables, Clock.systemUTC(), RenderLimits.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Thread");
  }

  @Test
  void aTemplateCannotChangeWhatItWasGiven() {
    List<Object> list = new ArrayList<>(List.of("a"));
    Map<String, Object> variables = Map.of("list", list);
    assertThatThrownBy(
            () ->
                Template.parse("{{ list.append('b') }}")
                    .render(variables, Clock.systemUTC(), RenderLimits.standard()))
        .isInstanceOf(JinjaException.class)
        .hasMessageContaining("unsafe");
    assertThat(list).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% for a in range(100000) %}{% for b in range(100000) %}{{ b }}{% endfor %}{% endfor %}",
        "{{ range(1000000000) }}",
        "{{ range(0, 9223372036854775807) }}",
        "{{ range(-9223372036854775807, 9223372036854775807) }}",
        "{{ 'x' * 10000000000 }}",
        "{{ 'x' * 99999999999999999999999 }}",
        "{{ [0] * 10000000000 }}",
        "{{ ('x' * 60000000)|replace('x', 'y' * 60000000) }}",
        "{{ (['x' * 1000000] * 1000)|join }}",
        "{{ ('x' * 10000)|replace('', 'y' * 100000) }}",
        "{{ '%99999999999d' % 1 }}",
        "{{ '%999999d' % 1 * 1000 }}",
        "{{ '{:>99999999999}'.format(1) }}",
        "{{ 'x'.center(99999999999) }}",
        "{{ 'x'.zfill(99999999999) }}",
        "{{ ('a\\n' * 1000000)|indent(1000000) }}",
        "{{ [[1]]|tojson(indent=99999999999) }}",
        "{{ 10 ** 10000000 }}",
        "{{ 10 ** 10 ** 10 ** 10 ** 10 ** 10 }}",
        "{% set n = namespace(x=3) %}{% for i in range(100000) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}"
            + "{{ n.x }}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}"
            + "{{ n.x|tojson }}",
        "{% set n = namespace(x=[1], y=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}"
            + "{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}"
            + "{{ n.x }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}",
        "{% for a in range(100000) %}{{ ('x' * 1000000)|replace('x', 'y')|length }}{% endfor %}",
        "{{ 1.5 ** 1000000 ** 99 }}",
        "{{ '%.99999f' % 1.5 }}",
      })
  void aRunawayTemplateIsStopped(String template) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> assertThatThrownBy(() -> render(template)).isInstanceOf(JinjaException.class));
  }

  @Test
  void aDeeplyNestedTemplateIsRefused() {
    Map<String, String> brackets =
        Map.of(
            "(", ")", "[", "]", "{'a':", "}", "f(", ")", "not ", "", "-", "", "1 if 1 else ", "");
    brackets.forEach(
        (open, close) -> {
          String template = "{{ " + open.repeat(20_000) + "1" + close.repeat(20_000) + " }}";
          assertThatExceptionOfType(JinjaException.class)
              .isThrownBy(() -> Template.parse(template))
              .withMessageContaining("deep");
        });
    String blocks = "{% if 1 %}".repeat(20_000);
    assertThatExceptionOfType(JinjaException.class)
        .isThrownBy(() -> Template.parse(blocks))
        .withMessageContaining("deep");
  }

  @Test
  void aLongChainOfOperatorsIsAnErrorNotACrash() {
    String template = "{{ 1" + " + 1".repeat(50_000) + " }}";
    assertThatExceptionOfType(JinjaException.class).isThrownBy(() -> render(template));
  }

  @Test
  void deeplyNestedDataIsRefused() {
    Object nested = "x";
    for (int i = 0; i < 100_000; i++) {
      nested = List.of(nested);
    }
    Map<String, Object> variables = Map.of("x", nested);
    assertThatExceptionOfType(JinjaException.class)
        .isThrownBy(
            () ->
                Template.parse("{{ x }}")
                    .render(variables, Clock.systemUTC(), RenderLimits.standard()))
        .withMessageContaining("deep");
  }

  @Test
  void megabytesOfConversationAreNoRunaway() {
    String words = "word ".repeat(2_000_000);
    Map<String, Object> variables =
        Map.of("messages", List.of(Map.of("role", "user", "content", words)));
    String template =
        "{% for m in messages %}<|{{ m.role }}|>{{ m.content.strip() | trim }}"
            + "{{ m.content.split('</think>')[-1]|length }}{% endfor %}";
    assertThat(
            Template.parse(template).render(variables, Clock.systemUTC(), RenderLimits.standard()))
        .startsWith("<|user|>word word")
        .endsWith("word10000000");
  }
}
