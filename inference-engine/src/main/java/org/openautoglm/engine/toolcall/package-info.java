// SPDX-License-Identifier: Apache-2.0
/**
 * How models write calls of tools: the grammar that a call is held to while it is generated, and
 * the reader that finds it in the answer. Which way a model has is asked of its chat template,
 * which writes earlier calls into prompts.
 *
 * <p>What it is not: it calls nothing, it writes no prompt, and it knows no wire.
 */
package org.openautoglm.engine.toolcall;
