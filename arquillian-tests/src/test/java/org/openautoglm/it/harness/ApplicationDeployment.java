// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.arquillian.test.spi.event.suite.BeforeClass;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.openautoglm.it.probe.AuditProbe;

/**
 * Deploys the real EAR before the first class that needs it, and waits until it is ready. A class
 * with a deployment of its own finds the server without the EAR, since both would claim the same
 * addresses.
 */
public class ApplicationDeployment {
  private static final Duration READY = Duration.ofSeconds(120);

  private boolean filled;

  /** Runs ahead of Arquillian's own deploying. */
  public void beforeClass(@Observes(precedence = 100) BeforeClass event) throws IOException {
    ServerUnderTest server = ServerUnderTest.current();
    if (!filled) {
      TestModels.fill(server.models());
      // Arquillian leaves it out of a clean base folder, and the server's scanner complains
      Files.createDirectories(server.work().resolve("server/deployments"));
      filled = true;
    }
    try (Management management = Management.connect(server)) {
      management.deployBeside(
          ShrinkWrap.create(WebArchive.class, "probe.war").addClass(AuditProbe.class));
      if (bringsDeployment(event.getTestClass())) {
        management.undeploy();
      } else if (!management.isDeployed()) {
        management.deploy();
        awaitReady(server);
      }
    }
  }

  private static boolean bringsDeployment(TestClass testClass) {
    return Arrays.stream(testClass.getMethods(Deployment.class)).findAny().isPresent();
  }

  /** Waits until the default model can answer. */
  public static void awaitReady(ServerUnderTest server) {
    Wire wire = Wire.anonymous(server);
    Eventually.within(READY, "the server is ready", () -> wire.get("/readyz").statusCode() == 200);
  }
}
