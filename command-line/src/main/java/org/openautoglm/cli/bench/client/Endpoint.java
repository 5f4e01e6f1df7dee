// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

/** Which of the two ways of generating text is measured. */
public enum Endpoint {
  CHAT("v1/chat/completions"),
  COMPLETIONS("v1/completions");

  private final String path;

  Endpoint(String path) {
    this.path = path;
  }

  /** Address below the root of a server. */
  public String path() {
    return path;
  }
}
