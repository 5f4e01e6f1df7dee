// SPDX-License-Identifier: Apache-2.0
/**
 * Memory: one record per outcome of every request, refusals included, and their reader; and what
 * callers are told when the database fails. What it is not: it holds no prompt and no answer, and a
 * record that cannot be written never fails the request it is about.
 */
package org.openautoglm.serving.audit;
