// SPDX-License-Identifier: Apache-2.0
/**
 * What the HTTP side writes into the server's log: one interface with every message, its number and
 * its level. What it is not: it knows nothing of requests, and no text of prompts or answers passes
 * through it.
 */
package org.openautoglm.web.logging;
