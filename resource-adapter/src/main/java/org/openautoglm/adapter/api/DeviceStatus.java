// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter.api;

/** A device with its whole and its lent memory, in bytes. */
public record DeviceStatus(
    String device, int threads, long memoryBytes, long lentBytes, int leases) {}
