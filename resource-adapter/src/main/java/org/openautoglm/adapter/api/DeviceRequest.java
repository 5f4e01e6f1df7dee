// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter.api;

/**
 * What a worker needs.
 *
 * @param device a device by name ({@code cpu}, {@code gpu:0}), or null for the first that has room
 * @param memoryBytes memory for weights and cache
 */
public record DeviceRequest(String device, long memoryBytes) {}
