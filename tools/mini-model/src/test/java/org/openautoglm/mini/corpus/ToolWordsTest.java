// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists that tool calls and JSON examples are made of. */
class ToolWordsTest {
  private static final Set<String> SECTIONS =
      Set.of("request", "arguments", "no arguments", "unrelated", "nothing fits", "result", "text");

  @ParameterizedTest
  @ValueSource(strings = {"verb", "noun", "parameter"})
  void unseenWordsAreInNoListOfTheTraining(String section) {
    Sections words = new Sections("tool-words.txt");
    for (int part = 0; part < 2; part++) {
      assertThat(parts(words.get(section + " unseen"), part))
          .isNotEmpty()
          .doesNotContainAnyElementsOf(parts(words.get(section), part));
    }
  }

  @ParameterizedTest
  @CsvSource({"tool, EN", "tool, ZH", "json, EN", "json, ZH"})
  void heldOutPhrasesAreInNoListOfTheTraining(String kind, Language language) {
    Set<String> training = new HashSet<>(all(phrases(kind, "", language)));
    List<String> heldOut = all(phrases(kind, "-held-out", language));
    assertThat(heldOut).isNotEmpty().doesNotHaveDuplicates().doesNotContainAnyElementsOf(training);
  }

  /** A phrase that begins with a bracket would be taken for the name of a section. */
  @ParameterizedTest
  @CsvSource({"tool, EN", "tool, ZH", "json, EN", "json, ZH"})
  void noPhraseIsTakenForASection(String kind, Language language) {
    assertThat(phrases(kind, "", language).names()).isSubsetOf(SECTIONS);
    assertThat(phrases(kind, "-held-out", language).names()).isSubsetOf(SECTIONS);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void toolsAreAskedForInManyWays(Language language) {
    assertThat(phrases("tool", "", language).get("request")).hasSizeGreaterThanOrEqualTo(14);
    Sections heldOut = phrases("tool", "-held-out", language);
    assertThat(heldOut.get("request")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(heldOut.get("arguments")).hasSizeGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "with {p} {v} | and {p} {v}; with city Paris and x1 30",
        "({p}: {v} | , {p}: {v} | ); (city: Paris, x1: 30)",
        "{p}{v} | ，{p}{v}; city Paris，x1 30",
        "{v}{p} | ，{v}{p}; Paris city，30 x1",
        "{p}是{v} | ，{p}是{v}; city是Paris，x1是30",
        "Its {p} is {v} | , its {p} is {v} | of course; Its city is Paris, its x1 is 30 of course"
      })
  void namesAndValuesStandApart(String pattern, String said) {
    List<Parameter> parameters =
        List.of(
            new Parameter("city", "city", "string", List.of(), "city", "Paris"),
            new Parameter("x1", "x1", "integer", List.of(), "integer", "30"));
    assertThat(ToolWords.said(pattern, parameters)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "EN; 0; false; city, days",
        "EN; 0; true; city (town), days (stay)",
        "ZH; 0; false; city, days",
        "ZH; 0; true; city（town）, days（stay）",
        "EN; 1; false; city (string), days (integer)",
        "EN; 1; true; city (town, string), days (stay, integer)",
        "ZH; 1; false; city（string）, days（integer）",
        "ZH; 1; true; city（town，string）, days（stay，integer）",
        "EN; 2; false; {\"city\": \"string\", \"days\": \"integer\"}",
        "ZH; 2; true; {\"city\": \"town\", \"days\": \"stay\"}",
        "ZH; 3; false; {\"type\": \"object\", \"properties\": {"
            + "\"city\": {\"type\": \"string\"}, \"days\": {\"type\": \"integer\"}}}",
        "ZH; 3; true; {\"type\": \"object\", \"properties\": {"
            + "\"city\": {\"type\": \"string\", \"description\": \"town\"},"
            + " \"days\": {\"type\": \"integer\", \"description\": \"stay\"}}}"
      })
  void fieldsSayWhatTheyMeanWhereItIsTold(
      Language language, int style, boolean explained, String said) {
    List<Parameter> parameters =
        List.of(
            new Parameter("city", "town", "string", List.of(), "city", "Paris"),
            new Parameter("days", "stay", "integer", List.of(), "integer", "30"));
    assertThat(new ToolWords(Phrasings.TRAINING, language).fields(parameters, style, explained))
        .isEqualTo(said);
  }

  /** What an explanation says is to be read there, not to be known. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void inTrainingAnExplainedNameMayMeanAnything(Language language) {
    assertThat(meaningsOfCity(Phrasings.TRAINING, language, true)).hasSizeGreaterThan(10);
    assertThat(meaningsOfCity(Phrasings.TRAINING, language, false)).hasSize(1);
    assertThat(meaningsOfCity(Phrasings.HELD_OUT, language, true)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"EN, false", "ZH, true"})
  void theExaminationExplainsChineseNamesOnly(Language language, boolean explained) {
    ToolWords words = new ToolWords(Phrasings.HELD_OUT, language);
    SplittableRandom random = new SplittableRandom(3);
    assertThat(Stream.generate(() -> words.areExplained(random)).limit(100))
        .containsOnly(explained);
  }

  /** A request that names one parameter must not seem to name another. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void noParameterIsSaidAsAnotherIsCalled(Language language) {
    ToolWords words = new ToolWords(Phrasings.TRAINING, language);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2000; i++) {
      List<Parameter> parameters = words.parameters(5, true, random);
      for (Parameter one : parameters) {
        assertThat(parameters.stream().filter(other -> other != one).map(Parameter::name))
            .doesNotContain(one.name(), one.spoken().replace(' ', '_'));
      }
    }
  }

  private static Set<String> meaningsOfCity(
      Phrasings phrasings, Language language, boolean explained) {
    ToolWords words = new ToolWords(phrasings, language);
    SplittableRandom random = new SplittableRandom(3);
    return Stream.generate(() -> words.parameters(3, explained, random))
        .limit(3000)
        .flatMap(List::stream)
        .filter(parameter -> parameter.name().equals("city"))
        .map(Parameter::spoken)
        .collect(Collectors.toSet());
  }

  private static Sections phrases(String kind, String set, Language language) {
    return new Sections(kind + "-phrases" + set + "." + language.code() + ".txt");
  }

  private static List<String> all(Sections sections) {
    return sections.names().stream().flatMap(name -> sections.get(name).stream()).toList();
  }

  private static List<String> parts(List<String> entries, int part) {
    return entries.stream().map(entry -> entry.split(" = ")[part]).toList();
  }
}
