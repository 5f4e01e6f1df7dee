// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * What a checkpoint folder holds, known without reading its weights.
 *
 * @param architecture Hugging Face class name, for example {@code GlmForCausalLM}
 * @param layers decoder layers
 * @param hiddenSize width of the residual stream
 * @param vocabularySize rows of the output matrix (may exceed the tokenizer's vocabulary)
 * @param contextLength longest sequence, prompt and answer together, in tokens
 * @param parameters number of weights
 * @param storedType number format in the files, for example {@code BF16}
 * @param weightBytes bytes of all weights as stored
 * @param chatTemplate whether the folder brings a chat template
 */
public record ModelInfo(
    String architecture,
    int layers,
    int hiddenSize,
    int vocabularySize,
    int contextLength,
    long parameters,
    String storedType,
    long weightBytes,
    boolean chatTemplate) {}
