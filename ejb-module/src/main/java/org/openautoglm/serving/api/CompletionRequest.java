// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/**
 * Text completions as the caller sent them.
 *
 * @param model null means the default model
 * @param echo whether each answer begins with its prompt (and, with logprobs, the prompt's own)
 */
public record CompletionRequest(
    String model, List<PromptInput> prompts, boolean echo, GenerationSettings settings) {}
