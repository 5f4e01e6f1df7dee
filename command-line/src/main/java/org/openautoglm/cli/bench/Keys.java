// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openautoglm.cli.CommandFailure;
import org.openautoglm.cli.DataFolder;
import org.openautoglm.cli.KeyFile;
import org.openautoglm.cli.bench.client.Target;

/**
 * Which server gets which key. The administrator's key of the data folder never leaves this
 * machine.
 */
final class Keys {
  private final List<String> given;
  private final String environment;
  private final Path data;

  /**
   * @param given {@code KEY} or {@code NAME=KEY}
   * @param environment the key in the environment, or null
   * @param data folder of the local service; null looks for it as the other commands do
   */
  Keys(List<String> given, String environment, Path data) {
    this.given = List.copyOf(given);
    this.environment = environment;
    this.data = data;
  }

  /**
   * @throws CommandFailure when what was given is no key
   * @throws IllegalArgumentException when a key is for a server that is not among the targets
   */
  List<Target> give(List<Target> targets) {
    Set<String> names = targets.stream().map(Target::name).collect(Collectors.toSet());
    Map<String, String> named = new HashMap<>();
    String common = environment == null ? null : KeyFile.checked(environment, "AUTOGLM_KEY");
    for (String text : given) {
      int equals = text.indexOf('=');
      boolean hasName = equals > 0 && names.contains(text.substring(0, equals));
      if (!hasName && looksNamed(text)) {
        // what stands before the sign may be part of a secret, so it is not repeated
        throw new IllegalArgumentException(
            "--key NAME=KEY names no server: there are "
                + targets.stream().map(Target::name).collect(Collectors.joining(", "))
                + "; a key that contains = is given with the name of its server");
      }
      String key = KeyFile.checked(hasName ? text.substring(equals + 1) : text, "--key");
      if (hasName) {
        named.put(text.substring(0, equals), key);
      } else {
        common = key;
      }
    }
    String others = common;
    return targets.stream()
        .map(target -> target.withKey(key(target, named.getOrDefault(target.name(), others))))
        .toList();
  }

  /** Keys in Base64 may end with the sign that follows a name. */
  private static boolean looksNamed(String text) {
    int equals = text.indexOf('=');
    return equals > 0 && !text.substring(equals).replace("=", "").isBlank();
  }

  /** A server on this machine may be another one, which needs no key: no file is no failure. */
  private String key(Target target, String key) {
    if (key != null || !target.isLocal()) {
      return key;
    }
    try {
      return KeyFile.read(
          data == null ? DataFolder.of(Path.of(""), target.root().getPort()) : data);
    } catch (CommandFailure e) {
      // if the server needs a key after all, it says so
      return null;
    }
  }
}
