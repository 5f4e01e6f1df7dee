// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import java.nio.ByteBuffer;

/**
 * Neighbouring rows of a tensor, mapped into memory.
 *
 * @param firstRow index of the first row, along the tensor's first dimension
 * @param rows number of rows
 * @param bytes their elements: a read-only direct buffer in little-endian order
 */
public record MappedRows(long firstRow, long rows, ByteBuffer bytes) {}
