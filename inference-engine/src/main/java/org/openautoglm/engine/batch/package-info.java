// SPDX-License-Identifier: Apache-2.0
/**
 * The prefill/decode step loop: which tokens of which sequences are computed next, and what becomes
 * of the result. It sees the model as {@link org.openautoglm.engine.batch.Forward} and never a
 * tensor, so it is tested without native code.
 */
package org.openautoglm.engine.batch;
