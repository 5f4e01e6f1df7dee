// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

/**
 * A device that can be lent.
 *
 * @param name {@code cpu} or {@code gpu:N}
 * @param threads threads a holder may use for computing
 * @param memoryBytes memory lent in all
 */
record Device(String name, int threads, long memoryBytes) {}
