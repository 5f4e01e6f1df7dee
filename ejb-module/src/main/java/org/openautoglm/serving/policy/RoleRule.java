// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.policy;

import jakarta.enterprise.context.ApplicationScoped;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.Role;

/** Models are for callers who hold the role USER or ADMIN. */
@ApplicationScoped
public class RoleRule implements PolicyRule {

  @Override
  public String name() {
    return "role";
  }

  @Override
  public Verdict judge(PolicyQuestion question) {
    Caller caller = question.caller();
    return caller.has(Role.USER) || caller.has(Role.ADMIN)
        ? Verdict.allow("the caller holds " + caller.roles())
        : Verdict.refuse("the caller holds neither USER nor ADMIN");
  }
}
