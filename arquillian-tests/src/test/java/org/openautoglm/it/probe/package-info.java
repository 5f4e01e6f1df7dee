// SPDX-License-Identifier: Apache-2.0
/**
 * A small application beside the one under test that lets tests see what has no address of its own
 * yet: the audit in the database, whose file only the server can open. What it is not: it is no
 * part of the product.
 */
package org.openautoglm.it.probe;
