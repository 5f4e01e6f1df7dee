// SPDX-License-Identifier: Apache-2.0
/** Requests and checkpoints that are wrong: each gets a clear error, and the server goes on. */
package org.openautoglm.it.input;
