// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.List;
import java.util.Map;

/**
 * What a chat template is rendered from. Values are JSON values: {@code String}, {@code Boolean},
 * {@code Long}, {@code java.math.BigInteger}, {@code Double}, {@code null}, {@code List} and {@code
 * Map} in key order.
 *
 * @param messages conversation so far, each with {@code role} and {@code content}
 * @param tools tool definitions, or null when there are none
 * @param addGenerationPrompt whether the opening of the assistant's answer is appended
 * @param templateArguments further variables ({@code chat_template_kwargs})
 */
public record ChatPrompt(
    List<Map<String, Object>> messages,
    List<Map<String, Object>> tools,
    boolean addGenerationPrompt,
    Map<String, Object> templateArguments) {}
