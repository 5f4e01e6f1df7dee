// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the engine without a server: random weights in the shape of well-known models, and how
 * fast they are computed beside what the machine gives at most. Run by {@code ./autoglm bench
 * engine}; nothing else uses it.
 */
package org.openautoglm.engine.bench;
