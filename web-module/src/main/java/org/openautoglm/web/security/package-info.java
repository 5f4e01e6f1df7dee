// SPDX-License-Identifier: Apache-2.0
/**
 * The doorbell: a credential becomes a {@code Caller}, or the request ends here. Every address
 * needs one unless it is listed as public, so that a new endpoint cannot be left open by mistake.
 * What it is not: it checks no keys itself and decides nothing about what a caller may do.
 */
package org.openautoglm.web.security;
