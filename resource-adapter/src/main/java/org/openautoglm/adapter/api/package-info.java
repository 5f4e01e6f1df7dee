// SPDX-License-Identifier: Apache-2.0
/**
 * The contract of the resource adapter: devices are borrowed as leases. It holds no native library
 * and starts no thread.
 */
package org.openautoglm.adapter.api;
