// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/** A chat template refused a conversation, or is itself faulty. */
public class ChatTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean refusal;

  /**
   * @param refusal whether the conversation is at fault and not the template: it called {@code
   *     raise_exception}, or failed on what it was given, for example on content of another shape
   *     than it expects
   */
  public ChatTemplateException(String message, boolean refusal, Throwable cause) {
    super(message, cause);
    this.refusal = refusal;
  }

  public boolean isRefusal() {
    return refusal;
  }
}
