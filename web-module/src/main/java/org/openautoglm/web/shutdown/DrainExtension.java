// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.shutdown;

import static org.openautoglm.web.logging.WebLog.LOG;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.LifecycleInterceptor;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.api.ThreadSetupHandler;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.time.Duration;

/**
 * Holds the application together until its last request has ended. Undertow takes an application
 * away at once, and a request that is caught in the middle leaves its thread with references to the
 * whole of it: every redeployment under load would keep a copy of the application in memory.
 *
 * <p>A filter could not do this: it sees neither the beginning nor the end of what the container
 * does with a request, and its end comes after that of the servlets.
 */
public final class DrainExtension implements ServletExtension {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    OpenRequests requests = new OpenRequests();
    context.setAttribute(OpenRequests.ATTRIBUTE, requests);
    deployment.addThreadSetupAction(new Counting(requests));
    deployment.addLifecycleInterceptor(new Draining(requests));
  }

  /** Around everything the container does with a request. */
  private record Counting(OpenRequests requests) implements ThreadSetupHandler {
    @Override
    public <T, C> Action<T, C> create(Action<T, C> action) {
      return (exchange, argument) -> {
        if (exchange == null) {
          // the container itself, not a request
          return action.call(null, argument);
        }
        requests.began();
        try {
          return action.call(exchange, argument);
        } finally {
          requests.ended();
        }
      };
    }
  }

  /** Ahead of the end of any servlet; no new request can reach the application any more. */
  private record Draining(OpenRequests requests) implements LifecycleInterceptor {
    @Override
    public void destroy(ServletInfo servlet, Servlet instance, LifecycleContext context)
        throws ServletException {
      try {
        int left = requests.drain(LONGEST);
        if (left > 0) {
          LOG.requestsLeft(LONGEST.toSeconds(), left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      context.proceed();
    }

    @Override
    public void init(ServletInfo servlet, Servlet instance, LifecycleContext context)
        throws ServletException {
      context.proceed();
    }

    @Override
    public void init(FilterInfo filter, Filter instance, LifecycleContext context)
        throws ServletException {
      context.proceed();
    }

    @Override
    public void destroy(FilterInfo filter, Filter instance, LifecycleContext context)
        throws ServletException {
      context.proceed();
    }
  }
}
