// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.api.GenerationDefaults;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.serving.api.CompletionRequest;
import org.openautoglm.serving.api.EmbeddingRequest;
import org.openautoglm.serving.api.EmbeddingResult;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationSettings;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.serving.api.StreamEvent.Usage;
import org.openautoglm.serving.api.TokenizeRequest;
import org.openautoglm.serving.api.TokenizeResult;
import org.openautoglm.serving.api.ToolChoice;
import org.openautoglm.serving.audit.AuditEntry;
import org.openautoglm.serving.audit.AuditOutcome;
import org.openautoglm.serving.testing.FakeEngine;
import org.openautoglm.serving.testing.FakeModel;
import org.openautoglm.serving.testing.FakeToolCalls;
import org.openautoglm.serving.testing.House;

@Timeout(60)
class InferenceIntakeTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private House house;

  @BeforeEach
  void build() {
    house =
        new House(folder).with("glm", "fine").with("gpt2", "no-template").with("half", "broken");
  }

  @AfterEach
  void everythingIsGivenBack() throws InterruptedException {
    house.close();
  }

  private static ChatRequest hello(GenerationSettings settings) {
    return chat(settings, Map.of("role", "user", "content", "hi"));
  }

  @SafeVarargs
  private static ChatRequest chat(GenerationSettings settings, Map<String, Object>... messages) {
    return new ChatRequest("glm", List.of(messages), Map.of(), settings);
  }

  private static CompletionRequest text(String prompt, GenerationSettings settings) {
    return new CompletionRequest("glm", List.of(new PromptInput.Text(prompt)), false, settings);
  }

  private Collected read(ChatRequest request) throws InterruptedException {
    return Collected.from(house.service.chat(House.USER, "req-1", request));
  }

  private Collected read(CompletionRequest request) throws InterruptedException {
    return Collected.from(house.service.complete(House.USER, "req-1", request));
  }

  private ServingException refusal(ThrowingCallable call) {
    ServingException[] caught = new ServingException[1];
    assertThatThrownBy(call).isInstanceOfSatisfying(ServingException.class, e -> caught[0] = e);
    return caught[0];
  }

  private AuditEntry onlyRecord() {
    assertThat(house.audit).hasSize(1);
    return house.audit.get(0);
  }

  @Test
  void aChatIsAnsweredAndRecordedOnce() throws InterruptedException {
    GenerationStream stream =
        house.service.chat(House.USER, "req-1", hello(GenerationSettings.defaults()));
    assertThat(stream.model()).isEqualTo("glm");
    assertThat(stream.modelVersion()).hasSize(12);
    assertThat(stream.choices()).isEqualTo(1);

    Collected answer = Collected.from(stream);

    assertThat(answer.text(0)).isEqualTo("abcde");
    assertThat(answer.reasons()).containsExactly(StreamEvent.Reason.STOP);
    assertThat(answer.terminal()).isEqualTo(new StreamEvent.Completed(new Usage(8, 6, 0)));
    assertThat(answer.prompts())
        .singleElement()
        .satisfies(
            prompt -> {
              assertThat(prompt.text()).isNull();
              assertThat(prompt.tokens()).hasSize("<user>hi".length());
            });
    AuditEntry entry = onlyRecord();
    assertThat(entry.outcome()).isEqualTo(AuditOutcome.COMPLETED);
    assertThat(entry.requestId()).isEqualTo("req-1");
    assertThat(entry.model()).isEqualTo("glm");
    assertThat(entry.modelVersion()).isEqualTo(stream.modelVersion());
    assertThat(entry.usage()).isEqualTo(new Usage(8, 6, 0));
    assertThat(entry.policy()).contains("role: ALLOW");
  }

  @Test
  void whatThePrefixCacheSavedIsToldOncePerPrompt() throws InterruptedException {
    house.engine.cachedTokens = 7;

    assertThat(read(hello(GenerationSettings.defaults())).terminal())
        .isEqualTo(new StreamEvent.Completed(new Usage(8, 6, 7)));
    assertThat(read(text("abcdefghij", Settings.of("n", 3, "max_tokens", 1))).terminal())
        .isEqualTo(new StreamEvent.Completed(new Usage(11, 3, 7)));
  }

  @Test
  void anAnswerOfFullLengthIsAskedForByItsLeastNumberOfTokensOrByIgnoringTheEnd()
      throws InterruptedException {
    read(hello(Settings.of("min_tokens", 9, "max_tokens", 20)));
    Collected endless = read(hello(Settings.of("ignore_eos", true, "max_tokens", 20)));

    assertThat(house.engine.requests.get(0).minTokens()).isEqualTo(9);
    assertThat(house.engine.requests.get(0).stopTokens()).isNotEmpty();
    assertThat(house.engine.requests.get(1).minTokens()).isZero();
    assertThat(house.engine.requests.get(1).stopTokens()).isEmpty();
    assertThat(endless.text(0)).hasSize(20);
  }

  @Test
  void requestsThatNameNoModelAreAnsweredByTheFirstByName() throws InterruptedException {
    GenerationStream stream =
        house.service.chat(
            House.USER,
            "req-1",
            new ChatRequest(
                null,
                List.of(Map.of("role", "user", "content", "hi")),
                Map.of(),
                GenerationSettings.defaults()));
    assertThat(stream.model()).isEqualTo("glm");
    Collected.from(stream);
  }

  @Test
  void manyPromptsWithManyChoicesCountEachPromptOnce() throws InterruptedException {
    CompletionRequest request =
        new CompletionRequest(
            "glm",
            List.of(new PromptInput.Text("ab"), new PromptInput.Tokens(List.of(50, 51))),
            false,
            Settings.of("n", 2, "max_tokens", 3, "seed", 7L));
    Collected answer = read(request);

    assertThat(answer.terminal()).isEqualTo(new StreamEvent.Completed(new Usage(5, 12, 0)));
    assertThat(answer.text(3)).isEqualTo("abc");
    assertThat(answer.reasons()).hasSize(4).containsOnly(StreamEvent.Reason.LENGTH);
    assertThat(house.engine.requests)
        .extracting(request1 -> request1.sampling().seed().getAsLong())
        .containsExactly(7L, 8L, 7L, 8L);
  }

  @Test
  void anEchoedPromptComesWithItsLogprobs() throws InterruptedException {
    CompletionRequest request =
        new CompletionRequest(
            "glm",
            List.of(new PromptInput.Text("ab")),
            true,
            Settings.of("max_tokens", 0, "logprobs", 2));
    Collected answer = read(request);

    assertThat(answer.prompts())
        .singleElement()
        .satisfies(
            prompt -> {
              assertThat(prompt.text()).isEqualTo("ab");
              assertThat(prompt.logprobs()).hasSize(3);
              assertThat(prompt.logprobs().get(0).logprob()).isNull();
              assertThat(prompt.logprobs().get(0).token()).isEqualTo("<begin>");
            });
    assertThat(answer.text(0)).isEmpty();
    assertThat(answer.terminal()).isEqualTo(new StreamEvent.Completed(new Usage(3, 0, 0)));
  }

  @Test
  void logprobsSpellTokensOut() throws InterruptedException {
    Collected answer = read(hello(Settings.of("max_tokens", 1, "logprobs", 1)));
    StreamEvent.Delta delta = (StreamEvent.Delta) answer.events().get(1);
    assertThat(delta.logprobs())
        .singleElement()
        .satisfies(
            logprob -> {
              assertThat(logprob.token()).isEqualTo("a");
              assertThat(logprob.bytes()).containsExactly('a');
              assertThat(logprob.logprob()).isEqualTo(-0.5);
              assertThat(logprob.top()).hasSize(1);
            });
  }

  @Test
  void anEnormousMaxTokensEndsWhereTheContextDoes() throws InterruptedException {
    Collected answer =
        read(text("abc", Settings.of("max_tokens", Integer.MAX_VALUE, "ignore_eos", true)));
    assertThat(answer.reasons()).containsExactly(StreamEvent.Reason.LENGTH);
    assertThat(((StreamEvent.Completed) answer.terminal()).usage().completionTokens())
        .isEqualTo(FakeEngine.CONTEXT - 4);
  }

  @Test
  void aPromptLongerThanTheContextIsRefusedWithBothNumbers() {
    ServingException refusal =
        refusal(() -> read(text("x".repeat(80), GenerationSettings.defaults())));
    assertThat(refusal.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
    assertThat(refusal).hasMessageContaining("81 tokens").hasMessageContaining("64 tokens");
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.REFUSED);
    assertThat(onlyRecord().errorCode()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
  }

  @Test
  void theCheckpointsDefaultsReachTheEngine() throws InterruptedException {
    house.engine.defaults = new GenerationDefaults(0.0, 0.9, 3, null, 1.2, Set.of(0));
    read(hello(GenerationSettings.defaults()));
    GenerationRequest request = house.engine.requests.get(0);
    assertThat(request.sampling().temperature()).isZero();
    assertThat(request.sampling().topK()).isEqualTo(3);
    assertThat(request.stopTokens()).containsExactly(0);
    assertThat(request.skipSpecialTokens()).isTrue();
  }

  @Test
  void theEngineLearnsWhoseSequenceItIs() throws InterruptedException {
    read(hello(GenerationSettings.defaults()));
    assertThat(house.engine.requests.get(0).tenant()).isEqualTo(House.USER.id());
  }

  @Test
  void anUnknownModelIsRefusedNamingThoseThatExist() {
    ServingException refusal =
        refusal(
            () ->
                house.service.complete(
                    House.USER,
                    "req-1",
                    new CompletionRequest(
                        "../glm",
                        List.of(new PromptInput.Text("a")),
                        false,
                        GenerationSettings.defaults())));
    assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(refusal)
        .hasMessage("The model '../glm' does not exist. Available models: glm, gpt2, half.");
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.REFUSED);
  }

  @Test
  void aBrokenModelIsRefusedSayingWhyButNotWhereItLies() {
    ServingException refusal =
        refusal(
            () ->
                house.service.tokenize(
                    House.USER,
                    "req-1",
                    new TokenizeRequest("half", "a", null, null, true, true, null)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_BROKEN);
    assertThat(refusal)
        .hasMessageContaining("config.json: expected an architecture")
        .hasMessageNotContaining(folder.toString());
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.FAILED);
  }

  @Test
  void aCallerWithoutARoleIsDeniedAndTheTraceIsRecorded() {
    ServingException refusal =
        refusal(
            () -> house.service.chat(House.NOBODY, "req-9", hello(GenerationSettings.defaults())));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
    assertThat(refusal).hasMessageContaining("req-9");
    assertThat(onlyRecord().policy()).contains("role: REFUSE");
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.REFUSED);
    assertThat(house.engine.loads).hasValue(0);
    assertThat(refusal(() -> house.service.models(House.NOBODY)).code())
        .isEqualTo(ErrorCode.ACCESS_DENIED);
  }

  @Test
  void emptyMessagesAndPromptsAreRefused() {
    assertThat(refusal(() -> read(chat(GenerationSettings.defaults()))))
        .hasMessageContaining("messages is empty");
    assertThat(refusal(() -> read(text("", GenerationSettings.defaults()))))
        .hasMessageContaining("prompt is empty");
    assertThat(
            refusal(
                () ->
                    read(
                        new CompletionRequest(
                            "glm", List.of(), false, GenerationSettings.defaults()))))
        .hasMessageContaining("prompt is empty");
    assertThat(house.audit).hasSize(3);
  }

  @Test
  void partsThatAreNotTextAreRefused() {
    ServingException refusal =
        refusal(
            () ->
                read(
                    chat(
                        GenerationSettings.defaults(),
                        Map.of("role", "user", "content", List.of(Map.of("type", "image_url"))))));
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_CONTENT);
    assertThat(refusal.parameter()).isEqualTo("messages[0].content");
  }

  private static ChatRequest withTools(ToolChoice choice, String... names) {
    List<Map<String, Object>> tools =
        Arrays.stream(names)
            .<Map<String, Object>>map(
                name -> Map.of("type", "function", "function", Map.of("name", name)))
            .toList();
    List<Map<String, Object>> messages = List.of(Map.of("role", "user", "content", "hi"));
    return new ChatRequest(
        "glm", messages, tools, choice, null, Map.of(), GenerationSettings.defaults());
  }

  private static ChatRequest json(ChatRequest request, Map<String, Object> schema) {
    return new ChatRequest(
        request.model(),
        request.messages(),
        request.tools(),
        request.toolChoice(),
        schema,
        request.chatTemplateArguments(),
        request.settings());
  }

  @Test
  void answersAreHeldToTheirSchemaUnlessTheyMustBeACall() throws InterruptedException {
    Map<String, Object> schema = Map.of("type", "object");
    read(json(hello(GenerationSettings.defaults()), schema));
    read(json(withTools(ToolChoice.auto(), "c"), schema));
    read(json(withTools(new ToolChoice(true, null, true), "c"), schema));
    Grammar held = new FakeModel.HeldTo(schema);
    Grammar call = new FakeToolCalls.Asked(true, true);
    assertThat(house.engine.requests)
        .extracting(GenerationRequest::grammar)
        .containsExactly(held, Grammar.either(call, held), call);
  }

  @Test
  void aSchemaThatNothingKeepsToIsRefused() {
    ServingException refusal =
        refusal(() -> read(json(hello(GenerationSettings.defaults()), Map.of("impossible", true))));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(refusal.parameter()).isEqualTo("response_format");
    assertThat(refusal).hasMessageContaining("no value keeps to the schema");
  }

  @Test
  void callsAreToldFromText() throws InterruptedException {
    Collected answer = read(withTools(ToolChoice.auto(), "c"));
    assertThat(answer.text(0)).isEqualTo("abde");
    assertThat(answer.calls(0)).extracting(StreamEvent.ToolCall::name).containsExactly("c");
    assertThat(answer.reasons()).containsExactly(StreamEvent.Reason.TOOL_CALLS);
  }

  @Test
  void answersAreHeldToTheirTools() throws InterruptedException {
    read(withTools(ToolChoice.auto(), "c", "d"));
    read(withTools(new ToolChoice(true, "d", false), "c", "d"));
    read(withTools(ToolChoice.auto()));
    read(hello(GenerationSettings.defaults()));
    assertThat(house.engine.requests)
        .extracting(GenerationRequest::grammar)
        .containsExactly(
            new FakeToolCalls.Asked(false, true),
            new FakeToolCalls.Asked(true, false),
            Grammar.FREE,
            Grammar.FREE);
    assertThat(house.engine.tools).extracting(List::size).containsExactly(2, 1);
  }

  @Test
  void noCallIsDemandedOfAModelWhoseCallsAreNotKnown() throws InterruptedException {
    house.engine.toolCalls = null;
    assertThat(read(withTools(ToolChoice.auto(), "c")).text(0)).isEqualTo("abcde");
    ServingException refusal =
        refusal(() -> read(withTools(new ToolChoice(true, null, true), "c")));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(refusal.parameter()).isEqualTo("tool_choice");
    assertThat(refusal).hasMessageContaining("use auto or none");
  }

  @Test
  void aModelWithoutATemplateTakesNoMessages() {
    ServingException refusal =
        refusal(
            () ->
                house.service.chat(
                    House.USER,
                    "req-1",
                    new ChatRequest(
                        "gpt2",
                        List.of(Map.of("role", "user", "content", "hi")),
                        Map.of(),
                        GenerationSettings.defaults())));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(refusal).hasMessageContaining("/v1/completions");
  }

  @Test
  void aTemplatesRefusalIsTheCallersFaultAndAFaultyTemplateTheModels() {
    ServingException refused =
        refusal(
            () ->
                read(
                    chat(
                        GenerationSettings.defaults(), Map.of("role", "nobody", "content", "hi"))));
    assertThat(refused.code()).isEqualTo(ErrorCode.TEMPLATE_REFUSED);
    assertThat(refused).hasMessageContaining("Only known roles are supported!");

    ServingException faulty =
        refusal(
            () ->
                read(
                    chat(
                        GenerationSettings.defaults(), Map.of("role", "broken", "content", "hi"))));
    assertThat(faulty.code()).isEqualTo(ErrorCode.MODEL_BROKEN);
  }

  @Test
  void whatTheContextHoldsButTheCacheDoesNotIsRefusedWithBothNumbers() throws Exception {
    Path models = folder.resolve("small");
    try (House small =
        new House(models, Map.of("autoglm.cache.tokens", "20"), 1_000_000).with("glm", "fine")) {
      ServingException prompt =
          refusal(
              () ->
                  small.service.complete(
                      House.USER, "r", text("x".repeat(30), GenerationSettings.defaults())));
      assertThat(prompt.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
      assertThat(prompt.parameter()).isEqualTo("prompt");
      assertThat(prompt).hasMessageContainingAll("31 tokens", "holds 20 tokens", "context of 64");

      for (int asked : List.of(12, 1_000_000)) {
        ServingException answer =
            refusal(
                () ->
                    small.service.complete(
                        House.USER, "r", text("x".repeat(9), Settings.of("max_tokens", asked))));
        assertThat(answer.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
        assertThat(answer.parameter()).isEqualTo("max_tokens");
        assertThat(answer)
            .hasMessageContainingAll("10 tokens", "asks for " + asked, "holds 20", "at most 10");
      }
      GenerationStream fits =
          small.service.complete(
              House.USER, "r", text("x".repeat(9), Settings.of("ignore_eos", true)));
      assertThat(Collected.from(fits).text(0)).hasSize(10);
    }
  }

  @Test
  void moreAnswersThanACallerMayEverHaveAreRefusedAsOneRequest() {
    ServingException refusal = refusal(() -> read(text("a", Settings.of("n", 9))));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(refusal).hasMessageContaining("up to 8 in one request");
    assertThat(refusal.parameter()).isEqualTo("n");
  }

  @Test
  void aCallerWhoFillsItsShareIsRefusedUntilASequenceLeavesAndOthersAreNot()
      throws InterruptedException {
    house.engine.holdSteps();
    GenerationStream first =
        house.service.complete(House.USER, "req-1", text("a", Settings.of("n", 8)));
    ServingException refusal = refusal(() -> read(text("a", GenerationSettings.defaults())));
    assertThat(refusal.code()).isEqualTo(ErrorCode.QUEUE_FULL);
    house.service.complete(House.ADMIN, "req-2", text("a", GenerationSettings.defaults())).close();

    first.close();
    house.engine.permitSteps(1_000);
    assertThat(untilAdmitted().terminal()).isInstanceOf(StreamEvent.Completed.class);
  }

  private Collected untilAdmitted() throws InterruptedException {
    while (true) {
      try {
        return read(text("a", GenerationSettings.defaults()));
      } catch (ServingException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL);
        Thread.sleep(5);
      }
    }
  }

  @Test
  void aClosedStreamIsCancelledInTheEngineAndRecordedOnce() throws InterruptedException {
    house.engine.answerLength = 1_000_000;
    house.engine.holdSteps();
    GenerationStream stream =
        house.service.chat(House.USER, "req-1", hello(GenerationSettings.defaults()));
    house.engine.permitSteps(1);
    assertThat(stream.next(SOON)).isInstanceOf(StreamEvent.Prompt.class);
    assertThat(stream.next(SOON)).isInstanceOf(StreamEvent.Delta.class);

    stream.close();
    stream.close();
    house.engine.permitSteps(1_000);

    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.CANCELLED);
    assertThat(stream.next(SOON))
        .isInstanceOfSatisfying(
            StreamEvent.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.CANCELLED));
    assertThatThrownBy(() -> stream.next(SOON)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anAnswerThatCouldNotBeDeliveredIsNoFaultOfItsCaller() {
    house.engine.answerLength = 1_000_000;
    GenerationStream stream =
        house.service.chat(House.USER, "req-1", hello(GenerationSettings.defaults()));

    stream.fail(new ServingException(ErrorCode.SHUTTING_DOWN, "The server is stopping."));
    stream.close();

    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.FAILED);
    assertThat(onlyRecord().errorCode()).isEqualTo(ErrorCode.SHUTTING_DOWN);
  }

  @Test
  void whatCouldNotBeReadIsRecordedToo() {
    house.service.refused(
        House.USER, "req-1", "chat", new ServingException(ErrorCode.MALFORMED_BODY, "No JSON."));

    assertThat(onlyRecord().requestId()).isEqualTo("req-1");
    assertThat(onlyRecord().operation()).isEqualTo("chat");
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.REFUSED);
  }

  @Test
  void afterAnErrorNothingIsHeldAndTheRequestIsRecorded() throws InterruptedException {
    house.engine.submitFailure = new OutOfMemoryError("Java heap space");
    assertThatThrownBy(() -> read(text("a", Settings.of("n", 3))))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.FAILED);
    assertThat(house.scheduler.unload(house.scheduler.ready().get(0).key())).isTrue();

    house.engine.submitFailure = null;
    assertThat(untilServed().text(0)).isEqualTo("abcde");
  }

  @Test
  void choicesOfOnePromptShareItsTokens() throws InterruptedException {
    Collected answer = read(text("a", Settings.of("n", 3)));
    assertThat(answer.prompts()).hasSize(3);
    assertThat(answer.prompts())
        .allSatisfy(
            prompt -> assertThat(prompt.tokens()).isSameAs(answer.prompts().get(0).tokens()));
  }

  @Test
  void aFailureOfOneSequenceEndsTheAnswerAndReachesTheReceiver() throws InterruptedException {
    IllegalStateException cause = new IllegalStateException("matrix of the wrong shape");
    house.engine.failNextSequence(cause);
    Collected answer = read(text("a", Settings.of("n", 3)));

    assertThat(answer.terminal())
        .isInstanceOfSatisfying(
            StreamEvent.Failed.class,
            failed -> {
              assertThat(failed.failure().code()).isEqualTo(ErrorCode.INTERNAL);
              assertThat(failed.failure()).hasMessageNotContaining("matrix");
            });
    assertThat(house.failures).containsExactly(cause);
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.FAILED);
    assertThat(read(hello(GenerationSettings.defaults())).text(0)).isEqualTo("abcde");
    assertThat(house.engine.loads).hasValue(1);
  }

  @Test
  void aBrokenStepLoopEndsItsAnswersAndTheModelIsLoadedAgain() throws InterruptedException {
    house.engine.breakNextStep(new StackOverflowError("in a step"));
    Collected answer = read(hello(GenerationSettings.defaults()));
    assertThat(answer.terminal())
        .isInstanceOfSatisfying(
            StreamEvent.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.INTERNAL));
    assertThat(house.failures).hasAtLeastOneElementOfType(StackOverflowError.class);

    Collected next = untilServed();
    assertThat(next.text(0)).isEqualTo("abcde");
    assertThat(house.engine.loads).hasValue(2);
  }

  private Collected untilServed() throws InterruptedException {
    while (true) {
      try {
        return read(hello(GenerationSettings.defaults()));
      } catch (ServingException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
        Thread.sleep(5);
      }
    }
  }

  @Test
  void stoppingTheServerEndsRunningStreamsSayingSo() throws InterruptedException {
    house.engine.answerLength = 1_000_000;
    house.engine.holdSteps();
    GenerationStream stream =
        house.service.chat(House.USER, "req-1", hello(GenerationSettings.defaults()));
    Thread stopping =
        new Thread(
            () -> {
              try {
                house.scheduler.close(SOON);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    stopping.start();
    while (refusalCode() != ErrorCode.SHUTTING_DOWN) {
      Thread.sleep(2);
    }
    house.engine.permitSteps(1);
    stopping.join();

    Collected answer = Collected.from(stream);
    assertThat(answer.terminal())
        .isInstanceOfSatisfying(
            StreamEvent.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    assertThat(house.audit).filteredOn(entry -> "req-1".equals(entry.requestId())).hasSize(1);
    assertThat(house.failures).isEmpty();
  }

  private ErrorCode refusalCode() {
    try (GenerationStream other =
        house.service.complete(House.USER, "probe", text("a", Settings.of("max_tokens", 1)))) {
      return null;
    } catch (ServingException e) {
      return e.code();
    }
  }

  @Test
  void embeddingsNobodyWaitsForAreGivenUpAndRecordedAsCancelled() throws InterruptedException {
    house.engine.holdSteps();
    EmbeddingRequest request =
        new EmbeddingRequest("glm", List.of(new PromptInput.Text("a"), new PromptInput.Text("b")));

    ServingException givenUp =
        refusal(() -> house.service.embed(House.USER, "req-1", request, () -> true));
    house.engine.permitSteps(1_000);

    assertThat(givenUp.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.CANCELLED);
    read(hello(GenerationSettings.defaults()));
    assertThat(house.failures).as("a caller that leaves is no failure").isEmpty();
  }

  @Test
  void oneInterruptedWhileAModelLoadsIsRecordedAsCancelled() throws InterruptedException {
    house.engine.holdLoads();
    ErrorCode[] code = new ErrorCode[1];
    boolean[] interrupted = new boolean[1];
    Thread caller =
        new Thread(
            () -> {
              code[0] = refusal(() -> read(hello(GenerationSettings.defaults()))).code();
              interrupted[0] = Thread.currentThread().isInterrupted();
            });
    caller.start();
    while (house.engine.loads.get() == 0) {
      Thread.sleep(1);
    }
    assertThat(house.service.model(House.USER, "glm").state()).isEqualTo("loading");
    caller.interrupt();
    caller.join();
    house.engine.releaseLoads();

    assertThat(code[0]).isEqualTo(ErrorCode.CANCELLED);
    assertThat(interrupted[0]).isTrue();
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.CANCELLED);
  }

  @Test
  void oneThatLeavesWhileItsModelLoadsGivesItsPlaceBackAndIsRecordedAsCancelled() {
    house.engine.holdLoads();
    try {
      ServingException refusal =
          refusal(
              () ->
                  house.service.chat(
                      House.USER, "req-1", hello(GenerationSettings.defaults()), () -> true));
      assertThat(refusal.code()).isEqualTo(ErrorCode.CANCELLED);
      assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.CANCELLED);
      assertThat(house.service.model(House.USER, "glm").state()).isEqualTo("loading");
    } finally {
      house.engine.releaseLoads();
    }
  }

  @Test
  void anEngineThatCannotStartIsReportedAndTriedAgain() throws InterruptedException {
    house.engine.startProblem = "CACHE has no space left: free 500 MB";
    ServingException refusal = refusal(() -> read(hello(GenerationSettings.defaults())));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
    assertThat(refusal)
        .hasMessageContaining("autoglm.engine.native-cache has no space left")
        .hasMessageNotContaining(folder.getParent().toString());
    assertThat(house.service.readiness().missing()).anyMatch(text -> text.contains("no space"));

    house.engine.startProblem = null;
    assertThat(read(hello(GenerationSettings.defaults())).text(0)).isEqualTo("abcde");
  }

  @Test
  void textsAreEmbeddedInOrder() {
    EmbeddingResult result =
        house.service.embed(
            House.USER,
            "req-1",
            new EmbeddingRequest(
                "glm", List.of(new PromptInput.Text("abc"), new PromptInput.Tokens(List.of(5)))));
    assertThat(result.vectors()).extracting(vector -> vector[0]).containsExactly(4f, 1f);
    assertThat(result.promptTokens()).isEqualTo(5);
    assertThat(onlyRecord().usage()).isEqualTo(new Usage(5, 0, 0));
  }

  @Test
  void moreTextsThanACallerMayHaveInTheEngineAreEmbeddedOneAfterTheOther() {
    List<PromptInput> texts =
        IntStream.rangeClosed(1, 2_048)
            .<PromptInput>mapToObj(length -> new PromptInput.Text("x".repeat(length % 9 + 1)))
            .toList();
    EmbeddingResult result =
        house.service.embed(House.USER, "req-1", new EmbeddingRequest("glm", texts));
    assertThat(result.vectors())
        .extracting(vector -> (int) vector[0])
        .isEqualTo(
            texts.stream().map(text -> ((PromptInput.Text) text).text().length() + 1).toList());
    assertThat(house.engine.mostEmbeddings)
        .as("half of what the caller may have")
        .hasValue(House.QUEUE_LIMIT / 4);

    List<PromptInput> tooMany = new ArrayList<>(texts);
    tooMany.add(texts.get(0));
    ServingException refusal =
        refusal(
            () -> house.service.embed(House.USER, "req-2", new EmbeddingRequest("glm", tooMany)));
    assertThat(refusal).hasMessageContaining("2049 texts").hasMessageContaining("up to 2048");
  }

  @Test
  void aFailedEmbeddingFailsTheRequest() {
    house.engine.failNextSequence(new IllegalStateException("no"));
    ServingException refusal =
        refusal(
            () ->
                house.service.embed(
                    House.USER,
                    "req-1",
                    new EmbeddingRequest("glm", List.of(new PromptInput.Text("abc")))));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(onlyRecord().outcome()).isEqualTo(AuditOutcome.FAILED);
  }

  @Test
  void promptIdsOutsideTheVocabularyAreRefused() {
    ServingException refusal =
        refusal(
            () ->
                house.service.embed(
                    House.USER,
                    "req-1",
                    new EmbeddingRequest("glm", List.of(new PromptInput.Tokens(List.of(128))))));
    assertThat(refusal).hasMessageContaining("128").hasMessageContaining("0 to 127");
  }

  @Test
  void promptsAndConversationsAreTokenizedAndBack() {
    TokenizeResult prompt =
        house.service.tokenize(
            House.USER, "req-1", new TokenizeRequest("glm", "ab", null, null, true, true, null));
    assertThat(prompt)
        .isEqualTo(new TokenizeResult(List.of(1, 97, 98), List.of("<begin>", "a", "b"), 64));
    TokenizeResult chat =
        house.service.tokenize(
            House.USER,
            "req-1",
            new TokenizeRequest(
                "glm",
                null,
                List.of(Map.of("role", "user", "content", "hi")),
                null,
                true,
                true,
                null));
    assertThat(house.service.detokenize(House.USER, "req-1", "glm", chat.tokens()))
        .isEqualTo("<user>hi");
    assertThat(refusal(() -> house.service.detokenize(House.USER, "req-1", "glm", List.of(128))))
        .hasMessageContaining("0 to 127");
    assertThat(house.audit)
        .extracting(AuditEntry::outcome)
        .containsExactly(
            AuditOutcome.COMPLETED,
            AuditOutcome.COMPLETED,
            AuditOutcome.COMPLETED,
            AuditOutcome.REFUSED);
  }

  @Test
  void modelsAreListedWithStateAndCapabilities() throws InterruptedException {
    read(hello(GenerationSettings.defaults()));
    assertThat(house.service.models(House.USER))
        .extracting(
            view ->
                String.join(
                    " ",
                    view.id(),
                    view.state(),
                    view.computeType(),
                    view.capabilities().toString()))
        .containsExactly(
            "glm loaded float32 [chat, completion, embedding]",
            "gpt2 available null [completion, embedding]",
            "half broken null []");
    assertThat(house.service.model(House.USER, "half").problem())
        .isEqualTo("config.json: expected an architecture, found none");
  }

  @Test
  void aModelThatChangesOnDiskIsLoadedInItsNewVersionAndTheOldOneLeaves()
      throws InterruptedException {
    read(hello(GenerationSettings.defaults()));
    house.with("glm", "changed, but fine");
    read(hello(GenerationSettings.defaults()));
    assertThat(house.engine.loads).hasValue(2);
    while (house.engine.openModels.get() > 1) {
      Thread.sleep(2);
    }
    assertThat(house.devices.leases()).isEqualTo(1);
  }

  @Test
  void aFailingLoadIsReportedAndHeldUntilTheFilesChange() throws InterruptedException {
    house.with("glm", "unloadable");
    ServingException refusal = refusal(() -> read(hello(GenerationSettings.defaults())));
    assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_BROKEN);
    assertThat(refusal).hasMessage("The model 'glm' cannot be used: model.safetensors: truncated");
    assertThat(refusal(() -> read(hello(GenerationSettings.defaults()))).code())
        .isEqualTo(ErrorCode.MODEL_BROKEN);
    assertThat(house.engine.loads).hasValue(1);
    assertThat(house.service.model(House.USER, "glm").state()).isEqualTo("broken");

    house.with("glm", "fine now");
    assertThat(read(hello(GenerationSettings.defaults())).text(0)).isEqualTo("abcde");
  }
}
