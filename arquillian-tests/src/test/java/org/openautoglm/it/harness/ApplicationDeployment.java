// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.arquillian.test.spi.event.suite.BeforeClass;
import org.jboss.arquillian.test.spi.event.suite.BeforeSuite;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.openautoglm.it.probe.AuditProbe;

/**
 * Begins every run with empty folders, and deploys the real EAR before the first class that needs
 * it. A class with a deployment of its own finds the server without the EAR, since both would claim
 * the same addresses.
 */
public class ApplicationDeployment {
  /**
   * Makes the folders of this run, ahead of the server's start: nothing of an earlier one stays.
   */
  public void beforeSuite(@Observes(precedence = 100) BeforeSuite event) throws IOException {
    ServerUnderTest server = ServerUnderTest.current();
    TestModels.delete(server.data());
    TestModels.delete(server.models());
    TestModels.fill(server.models());
  }

  /** Runs ahead of Arquillian's own deploying. */
  public void beforeClass(@Observes(precedence = 100) BeforeClass event) throws IOException {
    ServerUnderTest server = ServerUnderTest.current();
    // Arquillian leaves it out of a clean base folder, and the server's scanner complains
    Files.createDirectories(server.work().resolve("server/deployments"));
    try (Management management = Management.connect(server)) {
      management.deployBeside(
          ShrinkWrap.create(WebArchive.class, "probe.war").addClass(AuditProbe.class));
      if (bringsDeployment(event.getTestClass())) {
        management.undeploy();
      } else if (!management.isDeployed()) {
        management.deploy();
      }
    }
  }

  private static boolean bringsDeployment(TestClass testClass) {
    return Arrays.stream(testClass.getMethods(Deployment.class)).findAny().isPresent();
  }
}
