// SPDX-License-Identifier: Apache-2.0
/**
 * The prefill/decode step loop: which tokens of which sequences are computed next, and what becomes
 * of the result. It sees the model as {@link org.openautoglm.engine.batch.Forward} and never a
 * tensor, so it is tested without native code.
 *
 * <p>Work is saved in two ways, and neither changes what is generated. A prompt prefix whose keys
 * and values are still in the cache is not computed again, see {@link
 * org.openautoglm.engine.batch.SequenceCache}; only sequences of the same tenant share, so that
 * nobody can learn by timing what another one asked. And tokens are guessed from a sequence's own
 * text and checked several in one step, see {@link org.openautoglm.engine.batch.PromptLookup}.
 */
package org.openautoglm.engine.batch;
