// SPDX-License-Identifier: Apache-2.0
/**
 * Forms of text, and which tokens of a vocabulary keep to them.
 *
 * <p>What it is: automata over bytes, and the vocabulary as a tree that is walked together with
 * them. What it is not: it chooses no token (that is {@code sampling}), and it knows no tensor, no
 * batch and nothing of what a form is for.
 *
 * <p>Forms come from callers, so nothing here may take long: schemas are bounded in size, and the
 * alternatives that are open at the same time, and the depth of what is said, are bounded too.
 */
package org.openautoglm.engine.grammar;
