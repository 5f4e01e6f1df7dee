// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Finds keys nobody reads: most often a misspelling that would otherwise go unnoticed. */
public final class ConfigurationCheck {
  private static final String PREFIX = "autoglm.";

  /** Read elsewhere: by the web module and by the server's own configuration. */
  static final Set<String> FOREIGN_KEYS =
      Set.of(
          "autoglm.console.level",
          "autoglm.database.password",
          "autoglm.devices",
          "autoglm.http.heartbeat",
          "autoglm.http.max-body-bytes",
          "autoglm.http.max-post-size",
          "autoglm.http.read-timeout",
          "autoglm.http.threads",
          "autoglm.http.write-timeout",
          "autoglm.memory",
          "autoglm.threads");

  private ConfigurationCheck() {}

  /** Every key of this module, with its default. */
  public static List<ConfigurationKey> knownKeys() {
    return Stream.of(ServerConfig.KEYS, ModelsConfig.KEYS, EngineConfig.KEYS, AdmissionConfig.KEYS)
        .flatMap(List::stream)
        .toList();
  }

  /** The {@code autoglm.*} keys that are set but mean nothing, sorted. */
  public static List<String> unknownKeys(Config config) {
    Set<String> known =
        knownKeys().stream().map(ConfigurationKey::name).collect(Collectors.toSet());
    Stream.Builder<String> set = Stream.builder();
    config.getPropertyNames().forEach(set);
    return set.build()
        .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
        .filter(name -> !FOREIGN_KEYS.contains(name))
        .distinct()
        .sorted()
        .toList();
  }
}
