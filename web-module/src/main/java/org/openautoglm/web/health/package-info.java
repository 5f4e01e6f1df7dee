// SPDX-License-Identifier: Apache-2.0
/**
 * Whether the process lives and whether callers can be answered, for load balancers at {@code
 * /healthz} and {@code /readyz} and for WildFly's own health endpoint. What it is not: no metrics.
 */
package org.openautoglm.web.health;
