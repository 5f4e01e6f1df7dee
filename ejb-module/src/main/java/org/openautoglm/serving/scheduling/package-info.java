// SPDX-License-Identifier: Apache-2.0
/**
 * The waiting room: which model instance serves a request, how many may wait for it, and how
 * instances come and go. Plain Java over small interfaces. What it is not: it knows no tensor, no
 * engine and no Jakarta EE, and it starts no thread: whoever waits does so on its own.
 */
package org.openautoglm.serving.scheduling;
