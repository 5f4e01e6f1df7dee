// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import java.time.Instant;

/**
 * An instance that served when somebody looked; it may be stopped at any moment after that.
 *
 * @param since when it began to serve
 */
public record ReadyInstance<I extends ManagedInstance>(ModelKey key, I instance, Instant since) {}
