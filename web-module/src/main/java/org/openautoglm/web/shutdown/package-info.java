// SPDX-License-Identifier: Apache-2.0
/**
 * What happens to requests while the application stops: their answers end, and the container waits
 * for that before it takes the application apart. What it is not: it cancels nothing itself.
 */
package org.openautoglm.web.shutdown;
