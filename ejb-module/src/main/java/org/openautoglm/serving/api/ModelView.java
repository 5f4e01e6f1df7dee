// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.time.Instant;
import java.util.List;

/**
 * A model as callers see it.
 *
 * @param version short hash of the checkpoint's files
 * @param state {@code available} (on disk), {@code loading}, {@code loaded} or {@code broken}
 * @param problem why it is broken, else null
 * @param contextLength 0 while unknown
 * @param computeType number format it computes in, for example {@code int4}; null unless loaded
 */
public record ModelView(
    String id,
    Instant created,
    String version,
    String state,
    String problem,
    String architecture,
    int contextLength,
    String computeType,
    List<String> capabilities) {}
