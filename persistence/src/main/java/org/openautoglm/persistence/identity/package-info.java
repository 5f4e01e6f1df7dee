// SPDX-License-Identifier: Apache-2.0
/**
 * The API keys that were ever issued, without their secrets. What it is not: it does not decide who
 * may do what, and it never sees a key, only its hash.
 */
package org.openautoglm.persistence.identity;
