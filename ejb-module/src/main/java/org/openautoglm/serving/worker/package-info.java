// SPDX-License-Identifier: Apache-2.0
/**
 * The hands: workers, each holding one device lease and one loaded model and running its step loop,
 * and the one place where the engine itself is started. What it is not: it chooses no model and
 * admits no request, and it never looks into one.
 */
package org.openautoglm.serving.worker;
