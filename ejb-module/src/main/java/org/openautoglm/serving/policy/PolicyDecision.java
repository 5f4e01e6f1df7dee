// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.policy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the chain decided, and how it came to it.
 *
 * @param trace the rules that were asked, in order
 */
public record PolicyDecision(boolean allowed, List<Step> trace) {

  /** One rule and what it said. */
  public record Step(String rule, Verdict verdict) {}

  public PolicyDecision {
    trace = List.copyOf(trace);
  }

  /** The trace on one line, for logs and the audit. */
  public String explain() {
    return trace.stream()
        .map(
            step ->
                step.rule() + ": " + step.verdict().kind() + " (" + step.verdict().reason() + ")")
        .collect(Collectors.joining("; "));
  }
}
