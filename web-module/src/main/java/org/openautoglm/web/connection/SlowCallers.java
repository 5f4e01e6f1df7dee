// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.openautoglm.web.HttpConfiguration;
import org.openautoglm.web.security.CurrentRequest;

/**
 * Cuts the connection of a caller that does not take its answer: it holds a thread for as long as
 * it is written to. The listener's own {@code write-timeout} is switched off: it counts the silence
 * before a write as well, and so would cut whoever waits long for an answer.
 */
@Provider
@ApplicationScoped
public class SlowCallers implements WriterInterceptor {
  private final Duration limit;

  @Inject
  public SlowCallers(HttpConfiguration configuration) {
    this.limit = configuration.writeTimeout();
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public SlowCallers() {
    this.limit = null;
  }

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    Pace pace = new Pace(limit, System::nanoTime);
    OutputStream output = context.getOutputStream();
    ServletRequestContext current = ServletRequestContext.requireCurrent();
    String requestId = CurrentRequest.of(current.getOriginalRequest()).id();
    try (PaceWatch watch = new PaceWatch(current.getExchange(), requestId, pace, limit)) {
      watch.begin();
      context.setOutputStream(new PacedOutput(output, pace));
      context.proceed();
    } finally {
      context.setOutputStream(output);
    }
  }
}
