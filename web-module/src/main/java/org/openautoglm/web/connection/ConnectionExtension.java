// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;

/**
 * Bounds what is left when a request has been answered: the last bytes of the answer, which its
 * caller may not take, and what the caller has not sent of a request that was answered without
 * being read, which may never come. Both would hold a thread, and for the second nobody needs a
 * key.
 */
public final class ConnectionExtension implements ServletExtension {
  /** Name of the deployment's parameter for the longest time in milliseconds. */
  public static final String LIMIT = "org.openautoglm.web.connection.limit";

  private static final String DEFAULT_LIMIT = "30000";

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    long millis = Long.parseLong(deployment.getInitParameters().getOrDefault(LIMIT, DEFAULT_LIMIT));
    deployment.addInnerHandlerChainWrapper(
        next ->
            exchange -> {
              try {
                next.handleRequest(exchange);
              } finally {
                answered(exchange, millis);
              }
            });
  }

  private static void answered(HttpServerExchange exchange, long millis) {
    if (exchange.isComplete() || exchange.isDispatched()) {
      return;
    }
    if (!exchange.isRequestComplete() && exchange.isRequestChannelAvailable()) {
      // or the container would read the rest on this thread, and wait for it
      exchange.getRequestChannel();
    }
    XnioExecutor.Key end =
        exchange
            .getIoThread()
            .executeAfter(() -> cutOffUnlessComplete(exchange), millis, TimeUnit.MILLISECONDS);
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          end.remove();
          next.proceed();
        });
  }

  private static void cutOffUnlessComplete(HttpServerExchange exchange) {
    if (!exchange.isComplete()) {
      Cut.off(exchange);
    }
  }
}
