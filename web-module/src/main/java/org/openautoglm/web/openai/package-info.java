// SPDX-License-Identifier: Apache-2.0
/**
 * The public wire format, OpenAI's with the extensions of vLLM that are named in {@code /openapi},
 * and its endpoints. Readers turn bodies into the requests of {@code serving.api}, writers turn its
 * events into answers. Nothing outside this package knows a wire name. What it is not: ranges of
 * values are checked where they are used, in {@code serving.intake}; only shapes are checked here.
 */
package org.openautoglm.web.openai;
