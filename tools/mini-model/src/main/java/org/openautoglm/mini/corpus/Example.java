// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A conversation and the answer it should get.
 *
 * @param messages each with {@code role} and {@code content}; the last one asks
 * @param tools tool definitions in OpenAI's form; empty when there are none
 * @param answer what the model is taught to say
 * @param right whether another answer is right as well
 * @param learnt characters at the beginning of the answer that are learnt, usually all of them
 */
public record Example(
    List<Map<String, Object>> messages,
    List<Map<String, Object>> tools,
    String answer,
    Predicate<String> right,
    int learnt) {

  public Example {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** The whole answer is learnt. */
  public Example(
      List<Map<String, Object>> messages,
      List<Map<String, Object>> tools,
      String answer,
      Predicate<String> right) {
    this(messages, tools, answer, right, answer.length());
  }

  /** The same answer in another conversation. */
  Example after(List<Map<String, Object>> others) {
    return new Example(others, tools, answer, right, learnt);
  }

  /** The same, but only the beginning of the answer is learnt. */
  Example begun(int characters) {
    return new Example(messages, tools, answer, right, characters);
  }

  /** A single question with only one right answer. */
  public static Example of(String question, String answer) {
    return of(List.of(Map.entry(question, answer)));
  }

  /**
   * Questions with only one right answer each, asked one after the other.
   *
   * @param turns question and answer; at least one
   */
  static Example of(List<Map.Entry<String, String>> turns) {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (Map.Entry<String, String> turn : turns) {
      messages.add(user(turn.getKey()));
      messages.add(assistant(turn.getValue()));
    }
    messages.remove(messages.size() - 1);
    String answer = turns.get(turns.size() - 1).getValue();
    return new Example(messages, List.of(), answer, answer::equals);
  }

  /** An earlier answer of the model. */
  public static Map<String, Object> assistant(String content) {
    return Map.of("role", "assistant", "content", content);
  }

  /** A message of the user. */
  public static Map<String, Object> user(String content) {
    return Map.of("role", "user", "content", content);
  }
}
