// SPDX-License-Identifier: Apache-2.0
/**
 * Reception: what a caller sent becomes a valid request, once, and the one method that tells the
 * whole story of a request. What lies behind accepts only the valid types made here. What it is
 * not: it knows no wire format, and it computes nothing.
 */
package org.openautoglm.serving.intake;
