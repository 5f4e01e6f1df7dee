// SPDX-License-Identifier: Apache-2.0
/**
 * Our own administration interface under {@code /api}: keys, the audit, and what workers and
 * devices are doing. What it is not: it checks no roles; the services behind it do.
 */
package org.openautoglm.web.admin;
