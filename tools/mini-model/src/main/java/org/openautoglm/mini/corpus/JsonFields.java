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

/** Short texts from which certain fields are asked for as JSON. */
public final class JsonFields implements ExampleSource {
  private static final double NOT_IN_THE_TEXT = 0.12;
  private static final int STYLES = 4;

  private final Map<Language, ToolWords> words = new EnumMap<>(Language.class);
  private final Map<Language, Sections> phrases = new EnumMap<>(Language.class);

  public JsonFields(Phrasings phrasings) {
    String set = phrasings == Phrasings.HELD_OUT ? "-held-out" : "";
    for (Language language : Language.values()) {
      words.put(language, new ToolWords(phrasings, language));
      phrases.put(language, new Sections("json-phrases" + set + "." + language.code() + ".txt"));
    }
  }

  @Override
  public Example next(SplittableRandom random) {
    Language language = Draw.from(List.of(Language.values()), random);
    ToolWords source = words.get(language);
    Sections said = phrases.get(language);
    List<Parameter> told = source.parameters(random.nextInt(2, 6), random);
    List<Parameter> asked = new ArrayList<>(told);
    while (asked.size() > 1 && random.nextInt(3) == 0) {
      asked.remove(random.nextInt(asked.size()));
    }
    Parameter missing = null;
    if (told.size() > 2 && Draw.chance(NOT_IN_THE_TEXT, random)) {
      missing = Draw.from(asked, random);
      told.remove(missing);
    }
    String fields = ToolWords.fields(asked, random.nextInt(STYLES));
    String request = Draw.from(said.get("request"), random).replace("{fields}", fields);
    String text =
        ToolWords.said(Draw.from(said.get("text"), random), told)
            .replace("{thing}", source.noun(false, random).spoken());
    String question = random.nextInt(3) == 0 ? text + "\n" + request : request + "\n" + text;
    JsonObject wanted = new JsonObject();
    for (Parameter parameter : asked) {
      wanted.add(
          parameter.name(), parameter.equals(missing) ? JsonNull.INSTANCE : parameter.json());
    }
    return new Example(
        List.of(Example.user(question)),
        List.of(),
        oneLine(wanted),
        answer -> isSame(wanted, answer));
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
