// SPDX-License-Identifier: Apache-2.0
/**
 * Text to tokens and back, and conversations to prompt text, as the files of a checkpoint say.
 *
 * <p>What it is: {@code tokenizer.json} through the Hugging Face tokenizers library, incremental
 * decoding that reproduces its decoders exactly, and chat templates found where transformers finds
 * them. What it is not: it knows no tensor, no sampling and no stop string.
 */
package org.openautoglm.engine.tokenizer;
