// SPDX-License-Identifier: Apache-2.0
/**
 * Hugging Face checkpoint folders: configuration, generation defaults and safetensors weights.
 *
 * <p>What it is: a strict reader that knows where every tensor lies before a byte of it is used,
 * and that refuses what is malformed with a message that names the file, the tensor or key, what
 * was found and what was expected. What it is not: it computes nothing, knows no architecture and
 * touches no native library; pickle files are never opened.
 */
package org.openautoglm.engine.checkpoint;
