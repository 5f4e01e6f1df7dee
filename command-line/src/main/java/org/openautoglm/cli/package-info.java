// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code ./autoglm} does besides starting the server. It talks to a running service over HTTP
 * like everybody else, and shares no code with it.
 */
package org.openautoglm.cli;
