// SPDX-License-Identifier: Apache-2.0
/**
 * How one request to an OpenAI-compatible server is sent, and what is noted of its streamed answer.
 * It does not decide when requests are sent and computes no statistics.
 */
package org.openautoglm.cli.bench.client;
