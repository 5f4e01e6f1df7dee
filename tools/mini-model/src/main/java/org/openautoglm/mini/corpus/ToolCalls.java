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
  private static final double BRIEF = 0.35;
  private static final double TAKES_NOTHING = 0.15;
  private static final int MOST_TOOLS = 3;
  private static final int MOST_BRIEF_TOOLS = 6;
  private static final int MOST_PARAMETERS = 3;

  private final boolean callsOnly;
  private final Map<Language, ToolWords> words = new EnumMap<>(Language.class);
  private final Map<Language, Sections> phrases = new EnumMap<>(Language.class);
  private final Map<Language, Framing> framings = new EnumMap<>(Language.class);

  /**
   * A tool, and what a request for it says.
   *
   * @param explained whether the definition tells what is said for the names
   */
  private record Tool(
      String name,
      ToolWords.Word verb,
      ToolWords.Word noun,
      List<Parameter> parameters,
      boolean explained) {
    /** With other values. */
    Tool again(ToolWords words, SplittableRandom random) {
      return new Tool(
          name,
          verb,
          noun,
          parameters.stream().map(parameter -> words.again(parameter, random)).toList(),
          explained);
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
    Language language = ToolWords.language(!callsOnly, random);
    List<Tool> tools = tools(language, random);
    List<Map<String, Object>> definitions = new ArrayList<>();
    for (Tool tool : tools) {
      definitions.add(definition(tool, language, random));
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

  /**
   * No two are about the same thing. In training there may be more, with one parameter or none:
   * which of them is meant is learnt from many calls, and those are short.
   */
  private List<Tool> tools(Language language, SplittableRandom random) {
    ToolWords source = words.get(language);
    boolean brief = !callsOnly && Draw.chance(BRIEF, random);
    int count = brief ? random.nextInt(2, MOST_BRIEF_TOOLS + 1) : random.nextInt(1, MOST_TOOLS + 1);
    List<Tool> tools = new ArrayList<>();
    while (tools.size() < count) {
      boolean explained = source.areExplained(random);
      ToolWords.Word verb = source.verb(explained, random);
      ToolWords.Word noun = source.noun(explained, random);
      if (tools.stream()
          .noneMatch(
              tool ->
                  tool.noun().name().equals(noun.name())
                      || tool.noun().spoken().equals(noun.spoken()))) {
        String name =
            Draw.chance(CAMEL_CASE, random)
                ? verb.name() + capitalised(noun.name())
                : verb.name() + "_" + noun.name();
        List<Parameter> parameters = source.parameters(howMany(brief, random), explained, random);
        tools.add(new Tool(name, verb, noun, parameters, explained));
      }
    }
    return tools;
  }

  private static int howMany(boolean brief, SplittableRandom random) {
    if (brief) {
      return Draw.chance(TAKES_NOTHING, random) ? 0 : 1;
    }
    return random.nextInt(1, MOST_PARAMETERS + 1);
  }

  private static Map<String, Object> definition(
      Tool tool, Language language, SplittableRandom random) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Parameter parameter : tool.parameters()) {
      properties.put(parameter.name(), parameter.schema(tool.explained()));
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
    if (tool.explained() || Draw.chance(DESCRIBED, random)) {
      function.put("description", description(tool, language));
    }
    function.put("parameters", parameters);
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("type", "function");
    definition.put("function", function);
    return definition;
  }

  private static String description(Tool tool, Language language) {
    if (!tool.explained()) {
      return capitalised(tool.verb().name()) + " a " + tool.noun().name();
    }
    return language == Language.EN
        ? capitalised(tool.verb().spoken()) + " a " + tool.noun().spoken()
        : tool.verb().spoken() + tool.noun().spoken();
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
    String phrase = Draw.from(said.get(given.isEmpty() ? "no arguments" : "request"), random);
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
      case 1 -> source.parameters(1, false, random).get(0).value();
      default -> source.madeUp(random) + " " + random.nextInt(100);
    };
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
