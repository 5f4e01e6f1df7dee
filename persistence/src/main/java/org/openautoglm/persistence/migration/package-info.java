// SPDX-License-Identifier: Apache-2.0
/**
 * The tables and how they change: numbered SQL scripts, applied by Flyway while the persistence
 * unit starts, so that nothing can reach the database before them. What it is not: scripts contain
 * no data of the application, and a script that was released is never edited, only followed by
 * another. The SQL is kept to what H2 and PostgreSQL both understand.
 */
package org.openautoglm.persistence.migration;
