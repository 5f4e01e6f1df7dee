// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

/**
 * Tokens of one request.
 *
 * @param prompt 0 when the server did not say
 * @param answer generated tokens; when the server did not say, the stream events that carried text
 * @param cached the part of the prompt the server had computed before
 * @param reported whether the server's own usage gave these figures
 */
public record TokenCounts(int prompt, int answer, int cached, boolean reported) {
  static final TokenCounts NONE = new TokenCounts(0, 0, 0, false);
}
