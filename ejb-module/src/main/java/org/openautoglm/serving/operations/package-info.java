// SPDX-License-Identifier: Apache-2.0
/**
 * The window through which those who run the server look at its workers and devices. What it is
 * not: it changes nothing, and it keeps no history.
 */
package org.openautoglm.serving.operations;
