// SPDX-License-Identifier: Apache-2.0
/**
 * What is asked and when: prompts of known length, conversations, and closed and open loops. It
 * knows no HTTP beyond the JSON of a request, and computes no statistics.
 */
package org.openautoglm.cli.bench.load;
