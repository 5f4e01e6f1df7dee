// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.policy;

/**
 * What one rule says.
 *
 * @param reason for the trace; names what was looked at, never the request's content
 */
public record Verdict(Kind kind, String reason) {

  /** The three answers a rule can give. */
  public enum Kind {
    ALLOW,
    REFUSE,
    /** The rule has no opinion about this question. */
    ABSTAIN
  }

  public static Verdict allow(String reason) {
    return new Verdict(Kind.ALLOW, reason);
  }

  public static Verdict refuse(String reason) {
    return new Verdict(Kind.REFUSE, reason);
  }

  public static Verdict abstain(String reason) {
    return new Verdict(Kind.ABSTAIN, reason);
  }
}
