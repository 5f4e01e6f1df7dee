// SPDX-License-Identifier: Apache-2.0
/**
 * Unmodified clients of others against this server. What it is not: it reads no bytes; that is
 * {@code wire}.
 */
package org.openautoglm.it.client;
