// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import java.time.Duration;
import java.util.List;

/**
 * An answer as the next turn of a conversation needs it.
 *
 * @param text what was generated, as far as it came
 * @param ids the token ids, where the server sends them; empty otherwise
 * @param retryAfter how long the server asked to be left alone; null when it did not
 */
public record Reply(Measurement measurement, String text, List<Integer> ids, Duration retryAfter) {}
