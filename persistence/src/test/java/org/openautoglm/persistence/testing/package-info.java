// SPDX-License-Identifier: Apache-2.0
/** The persistence unit without a server, for tests. */
package org.openautoglm.persistence.testing;
