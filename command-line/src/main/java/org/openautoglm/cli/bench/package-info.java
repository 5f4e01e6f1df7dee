// SPDX-License-Identifier: Apache-2.0
/**
 * {@code ./autoglm bench}: how fast an OpenAI-compatible server answers. It measures from outside,
 * so that any such server can be measured in the same way; it knows nothing of what runs inside.
 */
package org.openautoglm.cli.bench;
