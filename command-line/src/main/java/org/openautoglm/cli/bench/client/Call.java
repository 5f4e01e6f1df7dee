// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

/**
 * One request to send.
 *
 * @param body the JSON to post
 * @param turn 1 for the first request of a conversation
 * @param askedTokens how long the answer may become
 * @param intended when the request should start, in nanoseconds of the run's clock; latencies count
 *     from here, so that a client or server that falls behind cannot hide it (coordinated omission)
 */
public record Call(String body, int turn, int askedTokens, long intended) {}
