// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md tells the truth about what can be set. */
class ConfigurationPageTest {
  private static final Path PROJECT = Path.of("..");
  private static final Pattern KEY = Pattern.compile("autoglm(?:\\.[a-z]+(?:-[a-z]+)*)+");

  /** A value in WildFly's configuration: a key, sometimes others to fall back on, and a default. */
  private static final Pattern EXPRESSION =
      Pattern.compile("\\$\\{(" + KEY + ")(?:,[^:}]*)?(?::([^}]*))?}");

  @Test
  void everyKeyOfTheServicesIsToldWithItsDefaultAndMeaning() throws IOException {
    Map<String, List<String>> rows = rows("autoglm.");

    assertThat(ConfigurationCheck.knownKeys())
        .allSatisfy(
            key ->
                assertThat(rows.get(key.name()))
                    .as(key.name())
                    .containsExactly(key.defaultValue(), key.description()));
  }

  @Test
  void noOtherKeysAreToldThanThoseThatAreRead() throws IOException {
    Set<String> read = new TreeSet<>(ConfigurationCheck.FOREIGN_KEYS);
    ConfigurationCheck.knownKeys().forEach(key -> read.add(key.name()));

    assertThat(rows("autoglm.").keySet()).isEqualTo(read);
  }

  @Test
  void everyKeyOfTheServersScriptsIsToldWithItsDefault() throws IOException {
    Map<String, List<String>> rows = rows("autoglm.");
    List<MatchResult> expressions = new ArrayList<>();
    for (Path script : scripts()) {
      EXPRESSION.matcher(Files.readString(script)).results().forEach(expressions::add);
    }

    assertThat(expressions)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            expression -> {
              assertThat(rows).containsKey(expression.group(1));
              if (expression.group(2) != null) {
                assertThat(rows.get(expression.group(1)))
                    .as(expression.group(1))
                    .first()
                    .isEqualTo(expression.group(2));
              }
            });
  }

  @Test
  void everyOptionOfTheEntryScriptIsToldWithTheKeysItSets() throws IOException {
    String script = Files.readString(PROJECT.resolve("autoglm"));
    String usage = script.split("Usage: ./autoglm run")[1].split("\nTEXT")[0];
    Map<String, List<String>> rows = rows("--");

    assertThat(rows.keySet()).isEqualTo(found("(?m)^  (--[a-z-]+)", usage));
    assertThat(found("(" + KEY + ")", rows.values().toString()))
        .isEqualTo(found("-D(" + KEY + ")=", script.split("\nTEXT")[2]));
  }

  /** What follows the first cell of the rows that begin so, by that cell's first word. */
  private static Map<String, List<String>> rows(String beginning) throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String line : Files.readAllLines(PROJECT.resolve("docs/configuration.md"))) {
      if (line.startsWith("| `" + beginning)) {
        List<String> cells =
            Stream.of(line.split("\\|"))
                .skip(1)
                .map(cell -> cell.replace("`", "").strip())
                .toList();
        String name = cells.get(0).split(" ")[0];
        assertThat(rows.put(name, cells.subList(1, cells.size()))).as(name).isNull();
      }
    }
    return rows;
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(PROJECT.resolve("server-config/src/main/scripts"))) {
      return files.filter(file -> file.toString().endsWith(".cli")).toList();
    }
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
