// SPDX-License-Identifier: Apache-2.0
/**
 * What the web module may know of serving: the facades, the immutable values that travel through
 * them, and the one exception type. What it is not: no wire format (that is {@code web.openai}) and
 * no engine type.
 */
package org.openautoglm.serving.api;
