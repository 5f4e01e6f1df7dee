// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks the rules in order. The first refusal ends the questioning; without one, at least one rule
 * must have allowed: what no rule speaks for is refused.
 */
public final class PolicyChain {
  private final List<PolicyRule> rules;

  public PolicyChain(List<PolicyRule> rules) {
    this.rules = List.copyOf(rules);
  }

  public PolicyDecision decide(PolicyQuestion question) {
    List<PolicyDecision.Step> trace = new ArrayList<>();
    boolean allowed = false;
    for (PolicyRule rule : rules) {
      Verdict verdict = rule.judge(question);
      trace.add(new PolicyDecision.Step(rule.name(), verdict));
      if (verdict.kind() == Verdict.Kind.REFUSE) {
        return new PolicyDecision(false, trace);
      }
      allowed |= verdict.kind() == Verdict.Kind.ALLOW;
    }
    return new PolicyDecision(allowed, trace);
  }
}
