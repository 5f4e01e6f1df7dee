// SPDX-License-Identifier: Apache-2.0
/**
 * What a model may say where its output has a form: which tokens can come next.
 *
 * <p>What it is: forms of text as automata over bytes, and the tokens of a vocabulary that they let
 * pass, found by walking both together. What it is not: it chooses no token (that is {@code
 * sampling}), it knows no tensor and no batch, and it reads nothing of what was said back.
 */
package org.openautoglm.engine.grammar;
