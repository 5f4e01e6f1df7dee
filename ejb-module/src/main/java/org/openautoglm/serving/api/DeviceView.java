// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

/**
 * A device models are loaded on.
 *
 * @param name {@code cpu} or {@code gpu:N}
 * @param memoryBytes memory that may be lent to models
 * @param lentBytes memory that is lent
 * @param leases models that hold a part of it, those being loaded included
 */
public record DeviceView(String name, int threads, long memoryBytes, long lentBytes, int leases) {}
