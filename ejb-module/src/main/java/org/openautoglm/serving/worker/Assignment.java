// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import org.openautoglm.adapter.api.DeviceLease;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.serving.catalog.CatalogEntry;

/**
 * What a worker is to hold.
 *
 * @param lease given back by the worker
 * @param cacheTokens tokens of KV cache
 * @param maxSequences sequences that generate in one step
 * @param returned runs once the lease has been given back
 */
public record Assignment(
    CatalogEntry entry,
    DeviceLease lease,
    ComputeType computeType,
    int cacheTokens,
    int maxSequences,
    Runnable returned) {}
