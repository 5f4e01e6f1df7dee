// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.policy;

/** One rule of the chain. Safe for many threads. Further rules are CDI beans of this type. */
public interface PolicyRule {

  /** Name shown in traces. */
  String name();

  Verdict judge(PolicyQuestion question);
}
