// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;
import java.util.Map;

/**
 * What to tokenize: either a prompt or messages.
 *
 * @param prompt null when {@code messages} is given
 * @param addSpecialTokens for a prompt, whether the tokenizer adds its own
 * @param addGenerationPrompt for messages, whether the opening of the answer is appended
 */
public record TokenizeRequest(
    String model,
    String prompt,
    List<Map<String, Object>> messages,
    List<Map<String, Object>> tools,
    boolean addSpecialTokens,
    boolean addGenerationPrompt,
    Map<String, Object> chatTemplateArguments) {}
