// SPDX-License-Identifier: Apache-2.0
/**
 * One small class per architecture family: it reads {@code config.json} and writes the forward pass
 * out of blocks. A block writes its TorchScript and, with the same line, claims the weights that
 * line uses, so script and weights cannot drift apart. The lines come from {@link
 * org.openautoglm.engine.model.Operators}: libtorch's own, or ours over quantised weights. {@link
 * org.openautoglm.engine.model.TorchDecoder} binds both to the engine.
 *
 * <p>What it is not: it knows no batch policy, no sampling and no text.
 */
package org.openautoglm.engine.model;
