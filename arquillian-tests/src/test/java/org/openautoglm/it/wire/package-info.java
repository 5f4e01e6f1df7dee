// SPDX-License-Identifier: Apache-2.0
/**
 * What travels over HTTP, byte by byte where that matters, and the addresses that no client library
 * knows.
 */
package org.openautoglm.it.wire;
