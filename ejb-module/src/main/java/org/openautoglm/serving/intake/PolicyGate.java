// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.audit.RequestAccount;
import org.openautoglm.serving.logging.ServingLog;
import org.openautoglm.serving.policy.PolicyChain;
import org.openautoglm.serving.policy.PolicyDecision;
import org.openautoglm.serving.policy.PolicyQuestion;

/** Lets through what the policy allows. */
final class PolicyGate {
  private final PolicyChain policies;

  PolicyGate(PolicyChain policies) {
    this.policies = policies;
  }

  /**
   * Asks the policy and notes its trace in the account.
   *
   * @throws ServingException {@link ErrorCode#ACCESS_DENIED} naming the request, under which the
   *     trace is found in audit and log
   */
  void pass(RequestAccount account, String model) {
    PolicyDecision decision =
        policies.decide(new PolicyQuestion(account.caller(), account.operation(), model));
    account.judged(decision.explain());
    if (!decision.allowed()) {
      ServingLog.LOG.policyRefused(account.requestId(), account.caller().id(), decision.explain());
      throw new ServingException(
          ErrorCode.ACCESS_DENIED,
          "You may not do this: ask an administrator, who finds the reason under the trace id "
              + account.requestId()
              + ".");
    }
  }

  /** The same for questions that leave no account, such as listing models. */
  void pass(Caller caller, String operation) {
    if (!policies.decide(new PolicyQuestion(caller, operation, null)).allowed()) {
      throw new ServingException(
          ErrorCode.ACCESS_DENIED, "You may not do this: ask an administrator for a role.");
    }
  }
}
