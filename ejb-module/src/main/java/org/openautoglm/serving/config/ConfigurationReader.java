// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Reads values and refuses those out of range, naming key, value and range. */
final class ConfigurationReader {
  private final Config config;

  ConfigurationReader(Config config) {
    this.config = config;
  }

  Optional<String> text(ConfigurationKey key) {
    return config
        .getOptionalValue(key.name(), String.class)
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  Optional<Path> path(ConfigurationKey key) {
    return text(key).map(Path::of);
  }

  boolean flag(ConfigurationKey key) {
    String value = text(key).orElse(key.defaultValue());
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(key, value, "allowed are true and false");
    };
  }

  int number(ConfigurationKey key, int smallest, int largest) {
    String value = text(key).orElse(key.defaultValue());
    try {
      int number = Integer.parseInt(value);
      if (number >= smallest && number <= largest) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refused(key, value, "a whole number is expected");
    }
    throw refused(key, value, "allowed is " + smallest + " to " + largest);
  }

  static IllegalArgumentException refused(ConfigurationKey key, String value, String expected) {
    return new IllegalArgumentException(key.name() + " is '" + value + "': " + expected + ".");
  }
}
