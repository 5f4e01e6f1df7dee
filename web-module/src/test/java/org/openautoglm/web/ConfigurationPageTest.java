// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** docs/configuration.md tells the truth about what can be set here. */
class ConfigurationPageTest {

  @Test
  void everyKeyIsToldWithItsDefault() throws IOException {
    List<String> page = Files.readAllLines(Path.of("..", "docs", "configuration.md"));
    List<ConfigProperty> keys =
        Arrays.stream(HttpConfiguration.class.getConstructors())
            .map(Constructor::getParameters)
            .flatMap(Arrays::stream)
            .map((Parameter parameter) -> parameter.getAnnotation(ConfigProperty.class))
            .filter(Objects::nonNull)
            .toList();

    assertThat(keys)
        .isNotEmpty()
        .allSatisfy(
            key ->
                assertThat(page)
                    .anyMatch(
                        line ->
                            line.startsWith(
                                "| `" + key.name() + "` | `" + key.defaultValue() + "` |")));
  }
}
