// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the server is and where its files are, as the build says through system properties.
 *
 * @param home the provisioned server
 * @param work folder of everything that belongs to this run
 * @param project root of the project
 */
public record ServerUnderTest(
    int httpPort, int managementPort, Path home, Path work, Path project) {

  public static ServerUnderTest current() {
    return new ServerUnderTest(
        Integer.parseInt(property("http-port")),
        Integer.parseInt(property("management-port")),
        Path.of(property("server")),
        Path.of(property("work")),
        Path.of(property("project")));
  }

  private static String property(String name) {
    String value = System.getProperty("autoglm.it." + name);
    if (value == null) {
      throw new IllegalStateException(
          "The system property autoglm.it." + name + " is missing: run 'mvn verify'.");
    }
    return value;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  /** What OpenAI clients call the base URL. */
  public String baseUrl() {
    return address() + "/v1";
  }

  public Path models() {
    return work.resolve("models");
  }

  public Path data() {
    return work.resolve("data");
  }

  public Path log() {
    return work.resolve("server/log/server.log");
  }

  /** The application as it is shipped. */
  public Path ear() {
    return project.resolve("ear/target/open-autoglm.ear");
  }

  /** The key the server made for its administrator when it first started. */
  public String adminKey() {
    try {
      return Files.readString(data().resolve("admin.key")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
