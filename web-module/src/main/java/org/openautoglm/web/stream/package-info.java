// SPDX-License-Identifier: Apache-2.0
/**
 * The way back: the events of a running answer reach the caller, as server-sent events or gathered,
 * and a caller that hangs up ends its generation. What it is not: it does not know what an answer
 * looks like on the wire; an {@code EventEncoder} does.
 */
package org.openautoglm.web.stream;
