// SPDX-License-Identifier: Apache-2.0
/**
 * The resource adapter: devices as managed connections. It counts who holds how much of which
 * device; it does no computing, starts no thread and loads no native library.
 */
package org.openautoglm.adapter;
