// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import java.time.Duration;
import java.time.Instant;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.StreamEvent.Usage;

/**
 * One outcome.
 *
 * @param requestId null for requests that carry none
 * @param operation what was asked for, for example {@code chat}
 * @param model null when the request was refused before its model was known
 * @param modelVersion null with {@code model}
 * @param errorCode null when it completed
 * @param policy what the policy rules said, or null when they were not asked
 * @param usage tokens, as far as it came
 */
public record AuditEntry(
    String requestId,
    Caller caller,
    String operation,
    String model,
    String modelVersion,
    AuditOutcome outcome,
    ErrorCode errorCode,
    String policy,
    Usage usage,
    Instant started,
    Duration took) {}
