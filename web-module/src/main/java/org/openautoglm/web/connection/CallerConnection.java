// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import io.undertow.servlet.handlers.ServletRequestContext;

/** The connection a request came over. One thread at a time uses it: the one that answers. */
public interface CallerConnection {

  /**
   * Whether the caller has hung up. Costs one read that does not wait. A caller that shuts only its
   * sending side counts as gone, as with most HTTP servers.
   */
  boolean gone();

  /** The connection of the request that this thread is answering. */
  static CallerConnection current() {
    return new UndertowConnection(ServletRequestContext.requireCurrent().getExchange());
  }
}
