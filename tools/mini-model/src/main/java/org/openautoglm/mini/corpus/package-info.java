// SPDX-License-Identifier: Apache-2.0
/**
 * The text the bundled model is made from: facts about the project, small talk, questions that are
 * not its business, and made-up tool calls, JSON and tables. Everything is written here or drawn at
 * random; nothing comes from a data set. It knows no tensors and no tokens.
 */
package org.openautoglm.mini.corpus;
