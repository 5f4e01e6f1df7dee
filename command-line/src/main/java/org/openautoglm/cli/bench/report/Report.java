// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything a report tells.
 *
 * @param parameters all options by name, numbers as numbers
 * @param interrupted whether the user ended it early
 */
public record Report(
    Instant date,
    Map<String, Object> parameters,
    Machine machine,
    boolean interrupted,
    List<RunResult> results) {}
