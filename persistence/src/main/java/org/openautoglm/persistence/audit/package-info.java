// SPDX-License-Identifier: Apache-2.0
/**
 * One record per outcome of a request, refusals included. What it is not: a record holds no prompt
 * and no answer, and it is never changed or deleted by the application.
 */
package org.openautoglm.persistence.audit;
