// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.wildfly.plugin.tools.Deployment;
import org.wildfly.plugin.tools.DeploymentManager;
import org.wildfly.plugin.tools.UndeployDescription;

/** The management interface of the server under test. */
public final class Management implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(120);

  private final ServerUnderTest server;
  private final ModelControllerClient client;
  private final DeploymentManager deployments;

  private Management(ServerUnderTest server, ModelControllerClient client) {
    this.server = server;
    this.client = client;
    this.deployments = DeploymentManager.create(client);
  }

  public static Management connect(ServerUnderTest server) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    return new Management(
        server, ModelControllerClient.Factory.create(loopback, server.managementPort()));
  }

  public boolean isDeployed() throws IOException {
    return deployments.hasDeployment(name());
  }

  /** Deploys the EAR, and waits until the default model can answer. */
  public void deploy() throws IOException {
    deployments.deploy(Deployment.of(server.ear())).assertSuccess();
    awaitReady();
  }

  /**
   * Replaces the running EAR by a fresh copy of itself, as an operator does who updates it, and
   * waits until the default model can answer.
   */
  public void redeploy() throws IOException {
    deployments.redeploy(Deployment.of(server.ear())).assertSuccess();
    awaitReady();
  }

  private void awaitReady() {
    Wire wire = Wire.anonymous(server);
    Eventually.within(READY, "the server is ready", () -> wire.get("/readyz").statusCode() == 200);
  }

  /** Takes the EAR away if it is there. */
  public void undeploy() throws IOException {
    if (isDeployed()) {
      deployments.undeploy(UndeployDescription.of(name())).assertSuccess();
    }
  }

  /** Deploys a small application of the tests themselves, unless it is there. */
  public void deployBeside(Archive<?> archive) throws IOException {
    if (!deployments.hasDeployment(archive.getName())) {
      InputStream content = archive.as(ZipExporter.class).exportAsInputStream();
      deployments.deploy(Deployment.of(content, archive.getName())).assertSuccess();
    }
  }

  private String name() {
    return server.ear().getFileName().toString();
  }

  /** Sets a system property; the application reads it when it starts. */
  public void setProperty(String name, String value) throws IOException {
    ModelNode operation = Operations.createAddOperation(property(name));
    operation.get("value").set(value);
    execute(operation);
  }

  public void removeProperty(String name) throws IOException {
    execute(Operations.createRemoveOperation(property(name)));
  }

  private static ModelNode property(String name) {
    return Operations.createAddress("system-property", name);
  }

  /** Closes every connection to the database that no request holds. */
  public void flushDatabaseConnections() throws IOException {
    execute(
        Operations.createOperation(
            "flush-idle-connection-in-pool",
            Operations.createAddress("subsystem", "datasources", "data-source", "AutoglmDS")));
  }

  /**
   * How long a connection of callers may be silent.
   *
   * @param direction {@code read} or {@code write}
   * @return zero for ever
   */
  public Duration silence(String direction) throws IOException {
    ModelNode listener =
        Operations.createAddress(
            "subsystem", "undertow", "server", "default-server", "http-listener", "default");
    return Duration.ofMillis(
        execute(Operations.createReadAttributeOperation(listener, direction + "-timeout"))
            .asLong());
  }

  /** Names of the threads that are alive. */
  public List<String> threadNames() throws IOException {
    ModelNode operation = Operations.createOperation("dump-all-threads", platformBean("threading"));
    operation.get("locked-monitors").set(false);
    operation.get("locked-synchronizers").set(false);
    return execute(operation).asList().stream()
        .map(thread -> thread.get("thread-name").asString())
        .toList();
  }

  /** Classes that are loaded at this moment. */
  public int loadedClasses() throws IOException {
    return execute(
            Operations.createReadAttributeOperation(
                platformBean("class-loading"), "loaded-class-count"))
        .asInt();
  }

  /** Asks the virtual machine to collect garbage. */
  public void collectGarbage() throws IOException {
    execute(Operations.createOperation("gc", platformBean("memory")));
  }

  /** Id of the server's process. */
  public long processId() throws IOException {
    String name =
        execute(Operations.createReadAttributeOperation(platformBean("runtime"), "name"))
            .asString();
    return Long.parseLong(name.substring(0, name.indexOf('@')));
  }

  /** Resident memory of the server's process in bytes, from Linux's {@code /proc}. */
  public long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(processId()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException(status + " has no VmRSS");
  }

  /**
   * The Java heap.
   *
   * @param used bytes of objects, those nobody needs any more among them
   * @param committed bytes taken from the system
   */
  public record Heap(long used, long committed) {}

  public Heap heap() throws IOException {
    ModelNode usage =
        execute(
            Operations.createReadAttributeOperation(platformBean("memory"), "heap-memory-usage"));
    return new Heap(usage.get("used").asLong(), usage.get("committed").asLong());
  }

  /** Open files and sockets of the server's process, from Linux's {@code /proc}. */
  public long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(processId()), "fd"))) {
      return files.count();
    }
  }

  private ModelNode execute(ModelNode operation) throws IOException {
    ModelNode outcome = client.execute(operation);
    if (!Operations.isSuccessfulOutcome(outcome)) {
      throw new IOException(Operations.getFailureDescription(outcome).asString());
    }
    return Operations.readResult(outcome);
  }

  private static ModelNode platformBean(String type) {
    return Operations.createAddress("core-service", "platform-mbean", "type", type);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
