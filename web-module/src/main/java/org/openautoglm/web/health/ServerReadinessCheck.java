// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.openautoglm.serving.api.InferenceService;

/** Shows operators on the management interface what {@code /readyz} shows load balancers. */
@Readiness
@ApplicationScoped
public class ServerReadinessCheck implements HealthCheck {
  private final InferenceService inference;

  @Inject
  public ServerReadinessCheck(InferenceService inference) {
    this.inference = inference;
  }

  /** For the CDI client proxy only. */
  protected ServerReadinessCheck() {
    this(null);
  }

  @Override
  public HealthCheckResponse call() {
    org.openautoglm.serving.api.Readiness readiness = inference.readiness();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("open-autoglm").status(readiness.ready());
    if (readiness.defaultModel() != null) {
      response.withData("model", readiness.defaultModel());
    }
    if (!readiness.missing().isEmpty()) {
      response.withData("missing", String.join("; ", readiness.missing()));
    }
    return response.build();
  }
}
