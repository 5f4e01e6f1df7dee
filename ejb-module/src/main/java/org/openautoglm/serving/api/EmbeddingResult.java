// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/** One vector per input, in order. */
public record EmbeddingResult(String model, List<float[]> vectors, int promptTokens) {}
