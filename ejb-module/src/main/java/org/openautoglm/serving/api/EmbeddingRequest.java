// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/** Texts to embed. */
public record EmbeddingRequest(String model, List<PromptInput> inputs) {}
