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
 * Short texts from which certain fields are asked for as JSON. In training another text may come
 * next: an answer about the same text could be copied from the one before.
 */
public final class JsonFields implements ExampleSource {
  private static final double NOT_IN_THE_TEXT = 0.12;
  private static final double NOT_IN_THE_TEXT_TRAINING = 0.3;
  private static final int STYLES = 4;
  private static final double FOLLOWED = 0.75;
  private static final int MOST_MESSAGES = 7;

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
    Language language = ToolWords.language(!oneQuestion, random);
    List<Map<String, Object>> messages = new ArrayList<>();
    Asked asked = asked(language, random);
    messages.add(Example.user(asked.question()));
    while (!oneQuestion && messages.size() < MOST_MESSAGES && Draw.chance(FOLLOWED, random)) {
      messages.add(Example.assistant(oneLine(asked.wanted())));
      asked = asked(language, random);
      messages.add(Example.user(asked.question()));
    }
    JsonObject wanted = asked.wanted();
    return new Example(messages, List.of(), oneLine(wanted), answer -> isSame(wanted, answer));
  }

  /** A text with a request for some of its fields, and what it should get. */
  private record Asked(String question, JsonObject wanted) {}

  private Asked asked(Language language, SplittableRandom random) {
    ToolWords source = words.get(language);
    Sections said = phrases.get(language);
    boolean explained = source.areExplained(random);
    List<Parameter> all = source.parameters(random.nextInt(2, 6), explained, random);
    List<Parameter> told = new ArrayList<>(all);
    double lacking = oneQuestion ? NOT_IN_THE_TEXT : NOT_IN_THE_TEXT_TRAINING;
    if (told.size() > 2 && Draw.chance(lacking, random)) {
      told.remove(random.nextInt(told.size()));
    }
    String text =
        ToolWords.said(Draw.from(said.get("text"), random), told)
            .replace("{thing}", thing(all, source, random));
    List<Parameter> asked = new ArrayList<>(all);
    while (asked.size() > 1 && random.nextInt(3) == 0) {
      asked.remove(random.nextInt(asked.size()));
    }
    String fields = source.fields(asked, random.nextInt(STYLES), explained);
    JsonObject wanted = new JsonObject();
    for (Parameter parameter : asked) {
      wanted.add(parameter.name(), told.contains(parameter) ? parameter.json() : JsonNull.INSTANCE);
    }
    String request =
        framings
            .get(language)
            .of(Draw.from(said.get("request"), random).replace("{fields}", fields), random);
    return new Asked(
        random.nextInt(3) == 0 ? text + "\n" + request : request + "\n" + text, wanted);
  }

  /** Not called like a field, whose value it would seem to be. */
  private static String thing(List<Parameter> fields, ToolWords source, SplittableRandom random) {
    while (true) {
      String thing = source.noun(false, random).spoken();
      if (fields.stream().noneMatch(field -> field.spoken().equals(thing))) {
        return thing;
      }
    }
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
