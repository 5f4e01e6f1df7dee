// SPDX-License-Identifier: Apache-2.0
/**
 * Whether the database can be reached: repositories fail with one exception when it cannot, and it
 * can be asked. What it is not: it does not connect (that is the application server's pool), and it
 * tries nothing again.
 */
package org.openautoglm.persistence.connection;
