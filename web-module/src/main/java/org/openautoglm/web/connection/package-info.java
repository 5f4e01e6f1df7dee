// SPDX-License-Identifier: Apache-2.0
/**
 * What a request's network connection can tell that the Servlet API does not: whether the caller is
 * still there, sends its request and takes its answer. What it is not: it knows nothing of what is
 * written. The only package that knows Undertow's connections.
 */
package org.openautoglm.web.connection;
