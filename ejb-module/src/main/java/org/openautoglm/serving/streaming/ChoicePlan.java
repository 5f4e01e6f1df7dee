// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import java.util.List;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.ToolCallReader;

/**
 * One choice of an answer.
 *
 * @param prompt which prompt of the request it continues, from 0; choices of one prompt share it
 * @param echo text of the prompt when the answer begins with it, else null
 * @param promptTokens ids of the prompt as they are reported, one list for all its choices: there
 *     may be hundreds of them
 * @param calls tells calls of tools from text
 */
public record ChoicePlan(
    int prompt,
    String echo,
    List<Integer> promptTokens,
    GenerationRequest request,
    ToolCallReader calls) {
  public ChoicePlan {
    promptTokens = List.copyOf(promptTokens);
  }
}
