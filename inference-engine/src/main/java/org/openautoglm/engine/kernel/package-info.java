// SPDX-License-Identifier: Apache-2.0
/**
 * Our own operators in C for the CPU: matrices of quantised weights, attention over the cache, and
 * the small steps between them. TorchScript calls them as {@code ops.autoglm.*}; the sources are in
 * {@code src/main/c}. They are compiled when the project is built on Linux with a C compiler, and
 * never required: without them {@link org.openautoglm.engine.kernel.NativeKernels#load} says why.
 * Which layer calls which operator is no business of this room.
 */
package org.openautoglm.engine.kernel;
