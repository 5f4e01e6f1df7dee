// SPDX-License-Identifier: Apache-2.0
/**
 * TorchScript written and run from Java: an archive is made of source text, loaded by DJL, and its
 * methods are called. It knows nothing of language models; which source is written is the business
 * of {@code engine.model}.
 */
package org.openautoglm.engine.torchscript;
