// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openautoglm.engine.api.ChatPrompt;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.ChatTemplateException;
import org.openautoglm.engine.api.Model;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.catalog.CatalogEntry;

/** Turns prompts and conversations into the token ids of one loaded model. */
final class PromptReader {
  private final String name;
  private final Model model;
  private final int longest;

  /**
   * @param longest most tokens of prompt and answer together: the model's context, or its cache
   *     where that holds less
   */
  PromptReader(String name, Model model, int longest) {
    this.name = name;
    this.model = model;
    this.longest = longest;
  }

  /** Name of the model. */
  String name() {
    return name;
  }

  /**
   * Renders a conversation with the model's chat template and encodes it; the template writes the
   * special tokens itself.
   */
  int[] read(ChatPrompt chat) {
    ChatTemplate template =
        model
            .chatTemplate()
            .orElseThrow(
                () ->
                    new ServingException(
                        ErrorCode.INVALID_VALUE,
                        "The model '"
                            + name
                            + "' brings no chat template, so it takes no messages: send a prompt to"
                            + " /v1/completions instead.",
                        "messages"));
    return model.tokenizer().encode(render(template, chat), false);
  }

  private String render(ChatTemplate template, ChatPrompt chat) {
    try {
      return template.render(chat);
    } catch (ChatTemplateException e) {
      if (e.isRefusal()) {
        throw new ServingException(
            ErrorCode.TEMPLATE_REFUSED,
            "The chat template of the model '" + name + "' refused the messages: " + e.getMessage(),
            "messages",
            e);
      }
      throw CatalogEntry.broken(name, "its chat template is faulty: " + e.getMessage(), e);
    }
  }

  /** Encodes a text with the tokenizer's own special tokens, or checks ids. */
  int[] read(String field, PromptInput input) {
    if (input instanceof PromptInput.Text text) {
      return model.tokenizer().encode(text.text(), true);
    }
    List<Integer> ids = ((PromptInput.Tokens) input).ids();
    int vocabulary = model.info().vocabularySize();
    ids.forEach(id -> Refusals.token(field, id, vocabulary));
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The prompt as text: what was sent, or what the ids say. */
  String text(PromptInput input, int[] ids, boolean skipSpecialTokens) {
    return input instanceof PromptInput.Text text
        ? text.text()
        : model.tokenizer().decode(ids, skipSpecialTokens);
  }

  /**
   * Refuses an empty prompt and one that leaves no room.
   *
   * @param answer tokens that have to fit behind it
   * @return tokens left behind the prompt
   */
  int room(String field, int[] ids, int answer) {
    if (ids.length == 0) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE, field + " is empty: at least one token is needed.", field);
    }
    if (ids.length > longest - answer) {
      throw new ServingException(
          ErrorCode.CONTEXT_LENGTH_EXCEEDED,
          field
              + " has "
              + ids.length
              + " tokens; "
              + limit()
              + (answer > 0 ? ", of which the answer needs at least " + answer : "")
              + ": shorten the input.",
          field);
    }
    return longest - ids.length;
  }

  /**
   * Refuses an answer that the context has room for and the cache has not.
   *
   * @param asked most tokens of the answer, as sent; null is all that fit
   */
  void checkAnswer(int[] ids, Integer asked) {
    int context = model.info().contextLength();
    if (asked != null && Math.min(asked, context - ids.length) > longest - ids.length) {
      throw new ServingException(
          ErrorCode.CONTEXT_LENGTH_EXCEEDED,
          "The prompt has "
              + ids.length
              + " tokens and max_tokens asks for "
              + asked
              + " more; "
              + limit()
              + ": ask for at most "
              + (longest - ids.length)
              + ".",
          "max_tokens");
    }
  }

  private String limit() {
    int context = model.info().contextLength();
    return longest < context
        ? String.format(
            Locale.ROOT,
            "the cache of the model '%s' holds %d tokens here, less than its context of %d",
            name,
            longest,
            context)
        : String.format(Locale.ROOT, "the context of the model '%s' is %d tokens", name, longest);
  }

  static ChatPrompt chat(
      List<Map<String, Object>> messages,
      List<Map<String, Object>> tools,
      boolean addGenerationPrompt,
      Map<String, Object> arguments) {
    List<Map<String, Object>> some = tools == null || tools.isEmpty() ? null : tools;
    return new ChatPrompt(
        messages, some, addGenerationPrompt, arguments == null ? Map.of() : arguments);
  }
}
