// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import org.openautoglm.engine.api.GenerationRequest;

/**
 * One choice of an answer.
 *
 * @param prompt which prompt of the request it continues, from 0; choices of one prompt share it
 * @param echo text of the prompt when the answer begins with it, else null
 */
public record ChoicePlan(int prompt, String echo, GenerationRequest request) {}
