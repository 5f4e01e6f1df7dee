// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.injection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The real EAR with one more web module, as somebody would add their own to it. */
final class EnlargedApplication {
  private static final String DESCRIPTOR = "META-INF/application.xml";
  private static final String MODULE = "in-vm.war";

  private EnlargedApplication() {}

  static Archive<?> of(Path ear, Class<?> testClass) {
    EnterpriseArchive application =
        ShrinkWrap.create(ZipImporter.class, ear.getFileName().toString())
            .importFrom(ear.toFile())
            .as(EnterpriseArchive.class);
    WebArchive module =
        ShrinkWrap.create(WebArchive.class, MODULE)
            .addClass(testClass)
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    String descriptor = read(application);
    application.delete(DESCRIPTOR);
    return application
        .addAsModule(Testable.archiveToTest(module))
        .addAsManifestResource(
            new StringAsset(
                descriptor.replace(
                    "</application>",
                    """
                      <module>
                        <web>
                          <web-uri>%s</web-uri>
                          <context-root>/in-vm</context-root>
                        </web>
                      </module>
                    </application>"""
                        .formatted(MODULE))),
            "application.xml");
  }

  private static String read(EnterpriseArchive application) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                application.get(DESCRIPTOR).getAsset().openStream(), StandardCharsets.UTF_8))) {
      return reader.lines().collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
