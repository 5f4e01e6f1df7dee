// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * Who asked for what. Values longer than their column are cut: some are chosen by callers, and none
 * may keep an outcome from being recorded.
 *
 * @param requestId identifier of the request, or null; 128 characters are kept
 * @param traceId identifier of the distributed trace, or null; 64 characters are kept
 * @param callerId stable identifier of the caller; 128 characters are kept
 * @param operation what was asked for; 64 characters are kept
 * @param model name of the model, or null; 255 characters are kept
 * @param modelVersion version of the model, or null; 128 characters are kept
 */
@Embeddable
public record AuditSubject(
    @Column(name = "request_id") String requestId,
    @Column(name = "trace_id") String traceId,
    @Column(name = "caller_id", nullable = false) String callerId,
    @Column(nullable = false) String operation,
    String model,
    @Column(name = "model_version") String modelVersion) {

  public AuditSubject {
    requestId = ColumnText.fitting(requestId, 128);
    traceId = ColumnText.fitting(traceId, 64);
    callerId = ColumnText.fitting(callerId, 128);
    operation = ColumnText.fitting(operation, 64);
    model = ColumnText.fitting(model, 255);
    modelVersion = ColumnText.fitting(modelVersion, 128);
  }
}
