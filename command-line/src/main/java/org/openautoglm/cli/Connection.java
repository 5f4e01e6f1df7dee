// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the service is and which key opens it: options every command shares. */
final class Connection {
  private static final String DEFAULT_URL = "http://127.0.0.1:8080";

  @ArgGroup private Address address = new Address();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "data folder of the service; its admin.key is used (data-PORT when it has one, else data;"
              + " for a service of another machine only when it is named)")
  private Path data;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:AUTOGLM_KEY}",
      description =
          "an administrator's key, instead of the one in the data folder; in the environment"
              + " variable AUTOGLM_KEY other users of this machine cannot see it")
  private String key;

  @Option(names = "--json", description = "answer as JSON")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** One of these. */
  private static final class Address {
    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "address of the service (" + DEFAULT_URL + ")")
    private String url;

    @Option(
        names = "--port",
        paramLabel = "PORT",
        description = "port of a service on this machine")
    private Integer port;
  }

  boolean json() {
    return json;
  }

  /**
   * @throws ParameterException when the address is none
   * @throws CommandFailure when there is no key to ask with
   */
  AdminClient connect() {
    URI server = server();
    return new AdminClient(server, key(server));
  }

  private String key(URI server) {
    if (key != null) {
      return KeyFile.checked(key, "--key (or AUTOGLM_KEY)");
    }
    if (data != null) {
      return KeyFile.read(data);
    }
    if (!Loopback.isHostOf(server)) {
      throw new CommandFailure(
          "the administrator's key of a service of this machine is not sent to "
              + server.getHost()
              + "; name the key for it with --key (or AUTOGLM_KEY), or its data folder with"
              + " --data");
    }
    return KeyFile.read(DataFolder.of(Path.of(""), server.getPort()));
  }

  private URI server() {
    if (address.port != null) {
      if (address.port < 1 || address.port > 65_535) {
        throw usage("--port must be 1 to 65535, not " + address.port);
      }
      return URI.create("http://127.0.0.1:" + address.port + "/");
    }
    String url = address.url == null ? DEFAULT_URL : address.url;
    try {
      URI server = new URI(url.endsWith("/") ? url : url + "/");
      boolean web = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
      if (web && server.getHost() != null && server.getQuery() == null) {
        return server;
      }
    } catch (URISyntaxException e) {
      throw usage("--url is no address: " + e.getMessage());
    }
    throw usage("--url must be like " + DEFAULT_URL + ", not '" + url + "'");
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
