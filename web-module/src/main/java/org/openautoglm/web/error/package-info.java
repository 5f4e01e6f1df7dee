// SPDX-License-Identifier: Apache-2.0
/**
 * How failures reach callers: the one exception mapper, the one table from error categories to HTTP
 * statuses, and the one shape of an error object. What it is not: it words no refusal; messages
 * come from where the refusal was decided.
 */
package org.openautoglm.web.error;
