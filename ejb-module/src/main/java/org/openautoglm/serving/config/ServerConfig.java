// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * Where this server is.
 *
 * @param address base address callers use, for messages only: the listener itself belongs to
 *     WildFly's configuration
 * @param dataDirectory where the server keeps what must survive a restart
 * @param node its name among servers that share a database, empty when it was given none
 */
public record ServerConfig(String address, Path dataDirectory, String node) {

  public static final ConfigurationKey ADDRESS =
      new ConfigurationKey(
          "autoglm.http.address",
          "http://127.0.0.1:8080",
          "Base address of the server as callers reach it; shown in messages.");
  public static final ConfigurationKey DATA_DIRECTORY =
      new ConfigurationKey(
          "autoglm.data.directory",
          "autoglm inside jboss.server.data.dir",
          "Folder of the database, the administrator's first key and the native libraries.");
  public static final List<ConfigurationKey> KEYS = List.of(ADDRESS, DATA_DIRECTORY);

  private static final ConfigurationKey SERVER_DATA =
      new ConfigurationKey("jboss.server.data.dir", "data", "Set by WildFly.");
  private static final ConfigurationKey NODE =
      new ConfigurationKey("jboss.tx.node.id", "autoglm", "Read by WildFly's transactions, too.");

  public static ServerConfig from(Config config) {
    ConfigurationReader reader = new ConfigurationReader(config);
    return new ServerConfig(
        reader.text(ADDRESS).orElse(ADDRESS.defaultValue()),
        reader
            .path(DATA_DIRECTORY)
            .orElseGet(
                () ->
                    reader
                        .path(SERVER_DATA)
                        .orElse(Path.of(SERVER_DATA.defaultValue()))
                        .resolve("autoglm")),
        reader.text(NODE).orElse(""));
  }
}
