// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Short texts from which certain fields are asked for as JSON. In training other fields of the same
 * text may be asked for next.
 */
public final class JsonFields implements ExampleSource {
  private static final double NOT_IN_THE_TEXT = 0.12;
  private static final int STYLES = 4;
  private static final double FOLLOWED = 0.8;
  private static final int MOST_MESSAGES = 11;

  private final boolean oneQuestion;
  private final Map<Language, ToolWords> words = new EnumMap<>(Language.class);
  private final Map<Language, Sections> phrases = new EnumMap<>(Language.class);
  private final Map<Language, Framing> framings = new EnumMap<>(Language.class);

  public JsonFields(Phrasings phrasings) {
    oneQuestion = phrasings == Phrasings.HELD_OUT;
    String set = phrasings == Phrasings.HELD_OUT ? "-held-out" : "";
    for (Language language : Language.values()) {
      words.put(language, new ToolWords(phrasings, language));
      phrases.put(language, new Sections("json-phrases" + set + "." + language.code() + ".txt"));
      framings.put(language, new Framing(phrasings, language));
    }
  }

  @Override
  public Example next(SplittableRandom random) {
    Language language = Draw.from(List.of(Language.values()), random);
    ToolWords source = words.get(language);
    Sections said = phrases.get(language);
    List<Parameter> all = source.parameters(random.nextInt(2, 6), random);
    List<Parameter> told = new ArrayList<>(all);
    if (told.size() > 2 && Draw.chance(NOT_IN_THE_TEXT, random)) {
      told.remove(random.nextInt(told.size()));
    }
    String text =
        ToolWords.said(Draw.from(said.get("text"), random), told)
            .replace("{thing}", source.noun(false, random).spoken());
    Asked asked = asked(all, told, language, random);
    String question =
        random.nextInt(3) == 0 ? text + "\n" + asked.request() : asked.request() + "\n" + text;
    List<Map<String, Object>> messages = new ArrayList<>(List.of(Example.user(question)));
    while (!oneQuestion && messages.size() < MOST_MESSAGES && Draw.chance(FOLLOWED, random)) {
      messages.add(Example.assistant(oneLine(asked.wanted())));
      asked = asked(all, told, language, random);
      messages.add(Example.user(asked.request()));
    }
    JsonObject wanted = asked.wanted();
    return new Example(messages, List.of(), oneLine(wanted), answer -> isSame(wanted, answer));
  }

  /** A request for some fields of a text, and what it should get. */
  private record Asked(String request, JsonObject wanted) {}

  private Asked asked(
      List<Parameter> all, List<Parameter> told, Language language, SplittableRandom random) {
    List<Parameter> asked = new ArrayList<>(all);
    while (asked.size() > 1 && random.nextInt(3) == 0) {
      asked.remove(random.nextInt(asked.size()));
    }
    String fields = ToolWords.fields(asked, random.nextInt(STYLES));
    JsonObject wanted = new JsonObject();
    for (Parameter parameter : asked) {
      wanted.add(parameter.name(), told.contains(parameter) ? parameter.json() : JsonNull.INSTANCE);
    }
    String request =
        Draw.from(phrases.get(language).get("request"), random).replace("{fields}", fields);
    return new Asked(framings.get(language).of(request, random), wanted);
  }

  private static String oneLine(JsonObject object) {
    return object.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\": " + field.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Whether an answer is JSON and has the same fields with the same values, in whatever order. */
  private static boolean isSame(JsonObject wanted, String answer) {
    try (JsonReader reader = new JsonReader(new StringReader(answer))) {
      reader.setStrictness(Strictness.STRICT);
      return JsonParser.parseReader(reader).equals(wanted)
          && reader.peek() == JsonToken.END_DOCUMENT;
    } catch (IOException | JsonParseException e) {
      return false;
    }
  }
}
