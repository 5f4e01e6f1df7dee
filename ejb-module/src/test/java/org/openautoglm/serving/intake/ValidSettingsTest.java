// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openautoglm.engine.api.GenerationDefaults;
import org.openautoglm.engine.api.SamplingParameters;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationSettings;
import org.openautoglm.serving.api.ServingException;

class ValidSettingsTest {
  private static final GenerationDefaults SILENT =
      new GenerationDefaults(null, null, null, null, null, Set.of(2));

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("temperature", Double.NaN, "temperature is NaN: allowed is 0 to 2."),
        Arguments.of("temperature", -0.1, "temperature is -0.1: allowed is 0 to 2."),
        Arguments.of("temperature", 2.5, "temperature is 2.5: allowed is 0 to 2."),
        Arguments.of("temperature", Double.POSITIVE_INFINITY, "Infinity"),
        Arguments.of("top_p", 0.0, "top_p is 0.0: allowed is above 0 and at most 1."),
        Arguments.of("top_p", 1.01, "top_p is 1.01"),
        Arguments.of("top_p", Double.NaN, "top_p is NaN"),
        Arguments.of("top_k", -2, "top_k is -2: allowed is 0 or more, and -1 for all."),
        Arguments.of("min_p", -0.5, "min_p is -0.5: allowed is 0 to 1."),
        Arguments.of("n", 0, "n is 0: allowed is 1 to 128."),
        Arguments.of("n", 129, "n is 129"),
        Arguments.of("max_tokens", 0, "max_tokens is 0: allowed is 1 to"),
        Arguments.of("max_tokens", -5, "max_tokens is -5"),
        Arguments.of("min_tokens", -1, "min_tokens is -1: allowed is 0 to"),
        Arguments.of("presence_penalty", 2.1, "presence_penalty is 2.1: allowed is -2 to 2."),
        Arguments.of("frequency_penalty", -2.1, "frequency_penalty is -2.1"),
        Arguments.of("repetition_penalty", 0.0, "above 0 and at most 2"),
        Arguments.of("logprobs", 21, "logprobs is 21: allowed is 0 to 20."),
        Arguments.of("logit_bias", Map.of(5, 100.5), "allowed is -100 to 100"),
        Arguments.of("stop", List.of("a", "b", "c", "d", "e"), "stop holds 5 strings: allowed"),
        Arguments.of("stop", List.of(""), "stop holds an empty string"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("refused")
  void aValueOutOfRangeIsRefusedNamingFieldValueAndRange(
      String field, Object value, String message) {
    GenerationSettings settings = Settings.of(field, value);
    assertThatThrownBy(() -> ValidSettings.check(settings, false))
        .isInstanceOfSatisfying(
            ServingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE);
              assertThat(e.parameter()).isEqualTo(field);
              assertThat(e).hasMessageContaining(message);
            });
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of("temperature", 0.0),
        Arguments.of("temperature", 2.0),
        Arguments.of("top_p", 1.0),
        Arguments.of("top_k", -1),
        Arguments.of("top_k", 0),
        Arguments.of("min_p", 1.0),
        Arguments.of("n", 128),
        Arguments.of("max_tokens", Integer.MAX_VALUE),
        Arguments.of("min_tokens", 0),
        Arguments.of("min_tokens", Integer.MAX_VALUE),
        Arguments.of("repetition_penalty", 2.0),
        Arguments.of("seed", Long.MIN_VALUE),
        Arguments.of("logprobs", 0),
        Arguments.of("logit_bias", Map.of(5, -100.0)),
        Arguments.of("stop", List.of("a", "b", "c", "d")));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("accepted")
  void theEndsOfTheRangesAreAccepted(String field, Object value) {
    assertThatCode(() -> ValidSettings.check(Settings.of(field, value), false))
        .doesNotThrowAnyException();
  }

  @Test
  void noTokensAreAllowedOnlyWhereThePromptItselfIsTheAnswer() {
    assertThat(ValidSettings.check(Settings.of("max_tokens", 0), true).maxTokens(10)).isZero();
  }

  @Test
  void whatNeitherCallerNorCheckpointSaysSamplesTheModelUnchanged() {
    SamplingParameters sampling =
        ValidSettings.check(GenerationSettings.defaults(), false).sampling(SILENT, 0);
    assertThat(sampling)
        .isEqualTo(new SamplingParameters(1, 0, 1, 0, 0, 0, 1, Map.of(), OptionalLong.empty(), -1));
  }

  @Test
  void theCheckpointsDefaultsApplyWhereTheCallerIsSilent() {
    GenerationDefaults defaults = new GenerationDefaults(0.6, 0.95, 20, 0.05, 1.1, Set.of(2));
    SamplingParameters sampling =
        ValidSettings.check(Settings.of("top_p", 0.5), false).sampling(defaults, 0);
    assertThat(sampling.temperature()).isEqualTo(0.6);
    assertThat(sampling.topP()).isEqualTo(0.5);
    assertThat(sampling.topK()).isEqualTo(20);
    assertThat(sampling.minP()).isEqualTo(0.05);
    assertThat(sampling.repetitionPenalty()).isEqualTo(1.1);
  }

  @Test
  void minusOneTurnsACheckpointsTopKOff() {
    GenerationDefaults defaults = new GenerationDefaults(null, null, 20, null, null, Set.of());
    assertThat(ValidSettings.check(Settings.of("top_k", -1), false).sampling(defaults, 0).topK())
        .isZero();
  }

  @Test
  void everyChoiceHasASeedOfItsOwn() {
    ValidSettings settings = ValidSettings.check(Settings.of("seed", 42L, "n", 3), false);
    assertThat(settings.sampling(SILENT, 0).seed()).hasValue(42);
    assertThat(settings.sampling(SILENT, 2).seed()).hasValue(44);
  }

  @Test
  void ignoringTheEndOfSequenceKeepsTheCallersOwnStopTokens() {
    ValidSettings settings =
        ValidSettings.check(Settings.of("stop_token_ids", List.of(7), "ignore_eos", true), false);
    assertThat(settings.stopTokens(SILENT)).containsExactly(7);
    assertThat(
            ValidSettings.check(Settings.of("stop_token_ids", List.of(7)), false)
                .stopTokens(SILENT))
        .containsExactlyInAnyOrder(2, 7);
  }

  @Test
  void fewerTokensThanTheMostAreNamedWithBoth() {
    assertThatCode(() -> ValidSettings.check(Settings.of("min_tokens", 5, "max_tokens", 5), false))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> ValidSettings.check(Settings.of("min_tokens", 6, "max_tokens", 5), false))
        .hasMessage("min_tokens is 6: allowed is 0 to max_tokens, which is 5.");
  }

  @Test
  void fewestTokensAreCutToTheRoomAndNoneUnlessAskedFor() {
    ValidSettings many = ValidSettings.check(Settings.of("min_tokens", 40), false);
    assertThat(many.minTokens(many.maxTokens(30))).isEqualTo(30);
    assertThat(ValidSettings.check(GenerationSettings.defaults(), false).minTokens(30)).isZero();
  }

  @Test
  void stopTokensThatLeaveNoneForTheFewestAreRefused() {
    GenerationSettings all = Settings.of("stop_token_ids", List.of(0, 1), "min_tokens", 1);
    assertThatThrownBy(() -> ValidSettings.check(all, false).checkStopTokens(SILENT, 3))
        .hasMessageContaining("stop_token_ids")
        .hasMessageContaining("min_tokens");
    assertThatCode(() -> ValidSettings.check(all, false).checkStopTokens(SILENT, 4))
        .doesNotThrowAnyException();
  }

  @Test
  void idsOutsideTheVocabularyAreRefused() {
    assertThatThrownBy(
            () ->
                ValidSettings.check(Settings.of("stop_token_ids", List.of(100)), false)
                    .checkVocabulary(100))
        .hasMessageContaining("stop_token_ids")
        .hasMessageContaining("0 to 99");
    assertThatThrownBy(
            () ->
                ValidSettings.check(Settings.of("logit_bias", Map.of(-1, 1.0)), false)
                    .checkVocabulary(100))
        .hasMessageContaining("logit_bias");
  }

  @Test
  void moreTokensThanThereIsRoomForAreCutToTheRoom() {
    assertThat(ValidSettings.check(Settings.of("max_tokens", 1_000_000), false).maxTokens(30))
        .isEqualTo(30);
    assertThat(ValidSettings.check(GenerationSettings.defaults(), false).maxTokens(30))
        .isEqualTo(30);
  }
}
