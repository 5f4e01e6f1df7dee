// SPDX-License-Identifier: Apache-2.0
/**
 * The bundled model's vocabulary: byte-level BPE learnt from the corpus, and the {@code
 * tokenizer.json} it is written to. Encoding is the business of the engine.
 */
package org.openautoglm.mini.tokenizer;
