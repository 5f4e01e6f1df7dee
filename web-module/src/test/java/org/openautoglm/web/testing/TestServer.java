// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.testing;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.ServletException;
import jakarta.ws.rs.core.Application;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jboss.resteasy.core.ResteasyDeploymentImpl;
import org.jboss.resteasy.plugins.server.undertow.UndertowJaxrsServer;
import org.openautoglm.web.HttpConfiguration;
import org.openautoglm.web.admin.AuditResource;
import org.openautoglm.web.admin.DevicesResource;
import org.openautoglm.web.admin.KeysResource;
import org.openautoglm.web.admin.WorkersResource;
import org.openautoglm.web.connection.ConnectionExtension;
import org.openautoglm.web.connection.SlowCallers;
import org.openautoglm.web.error.ErrorMapper;
import org.openautoglm.web.error.ErrorPage;
import org.openautoglm.web.health.HealthResource;
import org.openautoglm.web.json.RequestBodyReader;
import org.openautoglm.web.openai.WireResources;
import org.openautoglm.web.security.AuthenticationFilter;
import org.openautoglm.web.security.RequestHeadersFilter;
import org.openautoglm.web.shutdown.OpenRequests;
import org.openautoglm.web.stream.Answers;

/**
 * The web module on the Undertow and RESTEasy of WildFly, without WildFly: same HTTP, no CDI. As
 * there, the listener accepts larger bodies than the application, which can therefore refuse them.
 */
public final class TestServer implements AutoCloseable {
  public static final int MAX_BODY_BYTES = 16 << 20;
  public static final Duration HEARTBEAT = Duration.ofMillis(100);

  /** Long enough for every test but those of callers that read nothing. */
  public static final Duration WRITE_TIMEOUT = Duration.ofSeconds(2);

  /** Long enough for every test but those of callers that send nothing. */
  public static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

  public static final int WORKERS = 8;

  private static final long LISTENER_LIMIT = 64 << 20;

  private final FakeInferenceService inference = new FakeInferenceService();
  private final FakeOperationsService operations = new FakeOperationsService();
  private final FakeAuditService audit = new FakeAuditService();
  private final FakeKeyService keys = new FakeKeyService();
  private final DeploymentManager manager;
  private final Undertow server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public TestServer() throws ServletException {
    ResteasyDeploymentImpl deployment = new ResteasyDeploymentImpl();
    deployment.setApplication(new Singletons(singletons()));
    DeploymentInfo info =
        new UndertowJaxrsServer()
            .undertowDeployment(deployment, "/")
            .setContextPath("/")
            .setDeploymentName("web")
            .setClassLoader(TestServer.class.getClassLoader())
            .addInitParameter(ConnectionExtension.LIMIT, "" + READ_TIMEOUT.toMillis())
            .addServlet(Servlets.servlet(ErrorPage.class).addMapping(ErrorPage.PATH))
            .addErrorPage(Servlets.errorPage(ErrorPage.PATH));
    manager = Servlets.newContainer().addDeployment(info);
    manager.deploy();
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1", manager.start())
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, LISTENER_LIMIT)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setIoThreads(1)
            .setWorkerThreads(WORKERS)
            .build();
    server.start();
  }

  private Set<Object> singletons() {
    HttpConfiguration configuration =
        new HttpConfiguration(MAX_BODY_BYTES, HEARTBEAT, READ_TIMEOUT, WRITE_TIMEOUT);
    RequestBodyReader bodies = new RequestBodyReader(configuration);
    Set<Object> singletons =
        WireResources.all(inference, bodies, new Answers(configuration, new OpenRequests()));
    singletons.addAll(
        Set.of(
            new HealthResource(inference),
            new KeysResource(keys, bodies),
            new WorkersResource(operations),
            new DevicesResource(operations),
            new AuditResource(audit),
            new AuthenticationFilter(keys),
            new RequestHeadersFilter(),
            new SlowCallers(configuration),
            new ErrorMapper()));
    return singletons;
  }

  public FakeInferenceService inference() {
    return inference;
  }

  public FakeAuditService audit() {
    return audit;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
  }

  /** The head of a request for which a test writes the bytes itself. */
  public static byte[] head(String path, String key, int bodyLength) {
    return String.join(
            "\r\n",
            "POST " + path + " HTTP/1.1",
            "Host: test",
            "Content-Type: application/json",
            "Authorization: Bearer " + key,
            "Content-Length: " + bodyLength,
            "",
            "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A request with the user's key. */
  public HttpRequest.Builder request(String path) {
    return anonymous(path).header("Authorization", "Bearer " + FakeKeyService.USER_KEY);
  }

  public HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address().getPort() + path));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  public HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  public HttpClient client() {
    return client;
  }

  @Override
  public void close() throws ServletException {
    server.stop();
    manager.stop();
    manager.undeploy();
  }

  private static final class Singletons extends Application {
    private final Set<Object> singletons;

    Singletons(Set<Object> singletons) {
      this.singletons = singletons;
    }

    @Override
    @SuppressWarnings("removal")
    public Set<Object> getSingletons() {
      return singletons;
    }
  }
}
