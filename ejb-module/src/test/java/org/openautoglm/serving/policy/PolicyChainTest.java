// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.Role;

class PolicyChainTest {
  private static final PolicyQuestion QUESTION =
      new PolicyQuestion(new Caller("key:1", "someone", Set.of(Role.USER)), "chat", "glm");

  private static PolicyRule rule(String name, Verdict verdict) {
    return new PolicyRule() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Verdict judge(PolicyQuestion question) {
        return verdict;
      }
    };
  }

  @Test
  void theFirstRefusalDecidesAndEndsTheTrace() {
    PolicyDecision decision =
        new PolicyChain(
                List.of(
                    rule("first", Verdict.allow("fine")),
                    rule("second", Verdict.refuse("not on sundays")),
                    rule("third", Verdict.allow("never asked"))))
            .decide(QUESTION);
    assertThat(decision.allowed()).isFalse();
    assertThat(decision.explain())
        .isEqualTo("first: ALLOW (fine); second: REFUSE (not on sundays)");
  }

  @Test
  void whatNoRuleSpeaksForIsRefused() {
    assertThat(new PolicyChain(List.of()).decide(QUESTION).allowed()).isFalse();
    assertThat(
            new PolicyChain(List.of(rule("shy", Verdict.abstain("no opinion"))))
                .decide(QUESTION)
                .allowed())
        .isFalse();
  }

  @Test
  void oneAllowingRuleIsEnoughWhenNoneRefuses() {
    assertThat(
            new PolicyChain(
                    List.of(
                        rule("shy", Verdict.abstain("no opinion")),
                        rule("kind", Verdict.allow("fine"))))
                .decide(QUESTION)
                .allowed())
        .isTrue();
  }

  @Test
  void usersAndAdministratorsMayUseModelsAndNobodyElse() {
    RoleRule rule = new RoleRule();
    assertThat(judged(rule, Role.USER)).isEqualTo(Verdict.Kind.ALLOW);
    assertThat(judged(rule, Role.ADMIN)).isEqualTo(Verdict.Kind.ALLOW);
    assertThat(judged(rule, Role.AUDITOR)).isEqualTo(Verdict.Kind.REFUSE);
    assertThat(judged(rule)).isEqualTo(Verdict.Kind.REFUSE);
  }

  private static Verdict.Kind judged(RoleRule rule, Role... roles) {
    Caller caller = new Caller("key:1", "someone", Set.of(roles));
    return rule.judge(new PolicyQuestion(caller, "chat", null)).kind();
  }
}
