// SPDX-License-Identifier: Apache-2.0
/**
 * Who may come in: API keys are issued, recognised and revoked, and the first administrator gets a
 * key in a file. What it is not: it does not decide what a recognised caller may do with models
 * (that is {@code policy}), and it knows no HTTP header (that is {@code web.security}).
 */
package org.openautoglm.serving.identity;
