// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * How it ended. Values longer than their column are cut.
 *
 * @param outcome what became of the request, for example {@code COMPLETED}; 32 characters are kept
 * @param errorCode what went wrong, or null; 64 characters are kept
 * @param reason why it was refused or let pass, or null, never part of a prompt; 1000 characters
 *     are kept
 * @param promptTokens tokens of the prompt, as far as it was read
 * @param completionTokens tokens generated
 */
@Embeddable
public record AuditResult(
    @Column(nullable = false) String outcome,
    @Column(name = "error_code") String errorCode,
    String reason,
    @Column(name = "prompt_tokens", nullable = false) int promptTokens,
    @Column(name = "completion_tokens", nullable = false) int completionTokens) {

  public AuditResult {
    outcome = ColumnText.fitting(outcome, 32);
    errorCode = ColumnText.fitting(errorCode, 64);
    reason = ColumnText.fitting(reason, 1000);
  }
}
