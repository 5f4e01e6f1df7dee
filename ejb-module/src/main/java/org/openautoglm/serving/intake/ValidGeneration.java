// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openautoglm.engine.api.GenerationDefaults;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.serving.api.CompletionRequest;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.streaming.ChoicePlan;

/**
 * A generation every part of which the model can compute: made once, by {@link #prepare}; nothing
 * behind it checks again.
 */
final class ValidGeneration {
  private final List<ChoicePlan> plans;

  private ValidGeneration(List<ChoicePlan> plans) {
    this.plans = List.copyOf(plans);
  }

  /** The choices in order: those of the first prompt, then those of the second, and so on. */
  List<ChoicePlan> plans() {
    return plans;
  }

  /**
   * Reads the prompts and settles how each choice is generated.
   *
   * @param tenant whose cached prefixes the model may reuse
   * @throws ServingException when the model cannot take a prompt or a token id
   */
  static ValidGeneration prepare(
      String tenant, Draft draft, ValidSettings settings, Model model, PromptReader reader) {
    settings.checkVocabulary(model.info().vocabularySize());
    settings.checkStopTokens(model.generationDefaults(), model.info().vocabularySize());
    List<ChoicePlan> plans = new ArrayList<>();
    if (draft instanceof Draft.Chat chat) {
      int[] ids =
          reader.read(
              PromptReader.chat(
                  chat.request().messages(),
                  chat.request().tools(),
                  true,
                  chat.request().chatTemplateArguments()));
      int room = reader.room("messages", ids, 1);
      reader.checkAnswer(ids, settings.askedTokens());
      // behind the prompt's length, which bounds the tools in it
      AnswerForm form = AnswerForm.of(chat.request(), model, reader.name());
      Prompt prompt = new Prompt(tenant, 0, ids, null, room, form);
      addChoices(plans, prompt, settings, model.generationDefaults());
    } else if (draft instanceof Draft.Completion completion) {
      CompletionRequest request = completion.request();
      for (int index = 0; index < request.prompts().size(); index++) {
        Prompt prompt = prompt(tenant, index, request, settings, reader);
        addChoices(plans, prompt, settings, model.generationDefaults());
      }
    }
    return new ValidGeneration(plans);
  }

  private static Prompt prompt(
      String tenant,
      int index,
      CompletionRequest request,
      ValidSettings settings,
      PromptReader reader) {
    PromptInput input = request.prompts().get(index);
    int[] ids = reader.read("prompt", input);
    int room = reader.room("prompt", ids, Math.min(1, settings.maxTokens(1)));
    reader.checkAnswer(ids, settings.askedTokens());
    String echo = request.echo() ? reader.text(input, ids, settings.skipSpecialTokens()) : null;
    return new Prompt(tenant, index, ids, echo, room, AnswerForm.FREE);
  }

  private static void addChoices(
      List<ChoicePlan> plans, Prompt prompt, ValidSettings settings, GenerationDefaults defaults) {
    int maxTokens = settings.maxTokens(prompt.room());
    // a list that List.copyOf hands on as it is
    List<Integer> promptTokens = List.copyOf(Arrays.stream(prompt.ids()).boxed().toList());
    boolean promptLogprobs = prompt.echo() != null && (settings.wantsLogprobs() || maxTokens == 0);
    for (int choice = 0; choice < settings.choices(); choice++) {
      GenerationRequest request =
          new GenerationRequest(
              prompt.tenant(),
              prompt.ids(),
              maxTokens,
              settings.minTokens(maxTokens),
              settings.sampling(defaults, choice),
              settings.stopTokens(defaults),
              settings.stopStrings(),
              settings.skipSpecialTokens(),
              promptLogprobs,
              prompt.form().grammar());
      ToolCallReader calls = prompt.form().readers().get();
      plans.add(new ChoicePlan(prompt.index(), prompt.echo(), promptTokens, request, calls));
    }
  }

  /** One prompt with the tokens left behind it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Prompt(
      String tenant, int index, int[] ids, String echo, int room, AnswerForm form) {}
}
