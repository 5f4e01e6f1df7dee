// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * The memory that a checkpoint takes on a device, in the formats it is computed in there.
 *
 * @param weightBytes bytes of all weights
 * @param cacheBytesPerToken bytes of KV cache for one token
 */
public record ModelMemory(long weightBytes, long cacheBytesPerToken) {}
