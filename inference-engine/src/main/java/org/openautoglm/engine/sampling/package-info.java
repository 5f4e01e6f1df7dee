// SPDX-License-Identifier: Apache-2.0
/**
 * From logits to the next token, and from text to the place where it stops.
 *
 * <p>What it is: the choice of a token under all sampling parameters, log-probabilities, and the
 * search for stop strings, in plain Java on plain arrays, the same on every platform. What it is
 * not: it knows no tensor, no batch and no tokenizer.
 */
package org.openautoglm.engine.sampling;
