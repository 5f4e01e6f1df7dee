// SPDX-License-Identifier: Apache-2.0
/**
 * How models write calls of tools: the grammar that a call is held to while it is generated, and
 * the reader that finds it in the answer.
 *
 * <p>What it is not: it calls nothing, it writes no prompt (chat templates do), and it knows no
 * wire.
 */
package org.openautoglm.engine.toolcall;
