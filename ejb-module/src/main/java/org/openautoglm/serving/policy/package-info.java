// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a caller may do what was asked: a chain of rules, each of which leaves a trace of what it
 * decided and why. What it is not: it knows no HTTP status and does not authenticate anyone.
 */
package org.openautoglm.serving.policy;
