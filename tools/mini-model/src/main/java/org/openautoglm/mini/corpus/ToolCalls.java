// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Instructions that one of the given tools can carry out, answered by a call of it. */
public final class ToolCalls implements ExampleSource {
  private static final double NOTHING_FITS = 0.12;
  private static final double RESULT = 0.08;
  private static final int MOST_EARLIER = 6;
  private static final double CAMEL_CASE = 0.15;
  private static final double DESCRIBED = 0.75;
  private static final double OPTIONAL = 0.2;
  private static final double IN_CHINESE = 0.75;

  private final boolean callsOnly;
  private final Map<Language, ToolWords> words = new EnumMap<>(Language.class);
  private final Map<Language, Sections> phrases = new EnumMap<>(Language.class);
  private final Map<Language, Framing> framings = new EnumMap<>(Language.class);

  /** A tool, and what a request for it says. */
  private record Tool(
      String name,
      ToolWords.Word verb,
      ToolWords.Word noun,
      List<Parameter> parameters,
      boolean inChinese) {
    /** With other values. */
    Tool again(ToolWords words, SplittableRandom random) {
      return new Tool(
          name,
          verb,
          noun,
          parameters.stream().map(parameter -> words.again(parameter, random)).toList(),
          inChinese);
    }
  }

  /** Held-out examples are calls only. */
  public ToolCalls(Phrasings phrasings) {
    callsOnly = phrasings == Phrasings.HELD_OUT;
    String set = callsOnly ? "-held-out" : "";
    for (Language language : Language.values()) {
      words.put(language, new ToolWords(phrasings, language));
      phrases.put(language, new Sections("tool-phrases" + set + "." + language.code() + ".txt"));
      framings.put(language, new Framing(phrasings, language));
    }
  }

  @Override
  public Example next(SplittableRandom random) {
    Language language = Draw.from(List.of(Language.values()), random);
    List<Tool> tools = tools(language, random);
    List<Map<String, Object>> definitions = new ArrayList<>();
    for (Tool tool : tools) {
      definitions.add(definition(tool, random));
    }
    Sections said = phrases.get(language);
    if (!callsOnly && Draw.chance(NOTHING_FITS, random)) {
      return example(
          List.of(Example.user(Draw.from(said.get("unrelated"), random))),
          definitions,
          said.get("nothing fits").get(0));
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    int earlier = callsOnly ? 0 : random.nextInt(MOST_EARLIER + 1);
    while (true) {
      Tool tool = Draw.from(tools, random);
      List<Parameter> given = given(definitions.get(tools.indexOf(tool)), tool, random);
      String request = request(tool, given, said, random);
      messages.add(Example.user(framings.get(language).of(request, random)));
      String call = call(tool.name(), given);
      if (callsOnly || (earlier == 0 && !Draw.chance(RESULT, random))) {
        return example(messages, definitions, call);
      }
      String result = result(language, random);
      String told = said.get("result").get(0).replace("{}", result);
      messages.add(Example.assistant(call));
      messages.add(Map.of("role", "tool", "content", result));
      if (earlier-- == 0) {
        return example(messages, definitions, told);
      }
      messages.add(Example.assistant(told));
      // the other tools' parameters get new values; names and descriptions stay
      tools = tools.stream().map(other -> other.again(words.get(language), random)).toList();
    }
  }

  private static Example example(
      List<Map<String, Object>> messages, List<Map<String, Object>> tools, String answer) {
    return new Example(messages, tools, answer, given -> given.strip().equals(answer));
  }

  /** One to three, no two of which are about the same thing. */
  private List<Tool> tools(Language language, SplittableRandom random) {
    ToolWords source = words.get(language);
    int count = random.nextInt(1, 4);
    List<Tool> tools = new ArrayList<>();
    while (tools.size() < count) {
      // Chinese requests for tools with English names only are rare, and not examined
      boolean inChinese = language == Language.ZH && (callsOnly || Draw.chance(IN_CHINESE, random));
      ToolWords.Word verb = source.verb(inChinese, random);
      ToolWords.Word noun = source.noun(inChinese, random);
      if (tools.stream()
          .noneMatch(
              tool ->
                  tool.noun().name().equals(noun.name())
                      || tool.noun().spoken().equals(noun.spoken()))) {
        String name =
            Draw.chance(CAMEL_CASE, random)
                ? verb.name() + capitalised(noun.name())
                : verb.name() + "_" + noun.name();
        List<Parameter> parameters = source.parameters(random.nextInt(1, 4), random);
        tools.add(new Tool(name, verb, noun, parameters, inChinese));
      }
    }
    return tools;
  }

  private Map<String, Object> definition(Tool tool, SplittableRandom random) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Parameter parameter : tool.parameters()) {
      properties.put(parameter.name(), parameter.schema(tool.inChinese()));
      if (required.isEmpty() || !Draw.chance(OPTIONAL, random)) {
        required.add(parameter.name());
      }
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("type", "object");
    parameters.put("properties", properties);
    parameters.put("required", required);
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", tool.name());
    if (tool.inChinese() || Draw.chance(DESCRIBED, random)) {
      function.put(
          "description",
          tool.inChinese()
              ? tool.verb().spoken() + tool.noun().spoken()
              : capitalised(tool.verb().name()) + " a " + tool.noun().name());
    }
    function.put("parameters", parameters);
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("type", "function");
    definition.put("function", function);
    return definition;
  }

  /** The required parameters and some of the others. */
  private static List<Parameter> given(
      Map<String, Object> definition, Tool tool, SplittableRandom random) {
    Map<?, ?> function = (Map<?, ?>) definition.get("function");
    List<?> required = (List<?>) ((Map<?, ?>) function.get("parameters")).get("required");
    List<Parameter> given = new ArrayList<>();
    for (Parameter parameter : tool.parameters()) {
      if (required.contains(parameter.name()) || random.nextBoolean()) {
        given.add(parameter);
      }
    }
    return given;
  }

  private static String request(
      Tool tool, List<Parameter> given, Sections said, SplittableRandom random) {
    List<Parameter> order = new ArrayList<>(given);
    if (order.size() > 1 && random.nextInt(4) == 0) {
      order.add(order.remove(0));
    }
    String phrase = Draw.from(said.get("request"), random);
    String text =
        phrase
            .replace("{verb}", tool.verb().spoken())
            .replace("{noun}", tool.noun().spoken())
            .replace("{args}", ToolWords.said(Draw.from(said.get("arguments"), random), order))
            .replaceAll(" (?=[,.:;](?:\\s|$))", "");
    // a value is to be copied as it stands
    return random.nextBoolean() && !phrase.startsWith("{args}") ? capitalised(text) : text;
  }

  private static String call(String name, List<Parameter> given) {
    StringBuilder call = new StringBuilder("<tool_call>").append(name);
    for (Parameter parameter : given) {
      call.append("\n<arg_key>").append(parameter.name()).append("</arg_key>");
      call.append("\n<arg_value>").append(parameter.value()).append("</arg_value>");
    }
    return call.append("\n</tool_call>").toString();
  }

  private String result(Language language, SplittableRandom random) {
    ToolWords source = words.get(language);
    return switch (random.nextInt(3)) {
      case 0 -> String.valueOf(random.nextInt(1000));
      case 1 -> source.parameters(1, random).get(0).value();
      default -> source.madeUp(random) + " " + random.nextInt(100);
    };
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
