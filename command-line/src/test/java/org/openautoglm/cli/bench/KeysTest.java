// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.cli.CommandFailure;
import org.openautoglm.cli.bench.client.Target;

class KeysTest {
  private static final List<Target> TARGETS =
      List.of(Target.parse("ours=http://127.0.0.1:8080"), Target.parse("peer=http://192.0.2.1"));

  @TempDir Path data;

  @BeforeEach
  void makeKey() throws IOException {
    Files.writeString(data.resolve("admin.key"), "ag-admin\n");
  }

  @Test
  void theAdministratorsKeyNeverLeavesThisMachine() {
    assertThat(keys(List.of(), null)).containsExactly("ag-admin", null);
  }

  @Test
  void aKeyThatWasGivenGoesToAllThatHaveNoneOfTheirOwn() {
    assertThat(keys(List.of("common", "peer=own"), null)).containsExactly("common", "own");
    assertThat(keys(List.of(), "of-environment"))
        .containsExactly("of-environment", "of-environment");
    assertThat(keys(List.of("common"), "of-environment")).containsExactly("common", "common");
  }

  @Test
  void aKeyMayContainWhatSeparatesNames() {
    assertThat(keys(List.of("abc=="), null)).containsExactly("abc==", "abc==");
    assertThat(keys(List.of("peer=abc=def"), null)).containsExactly("ag-admin", "abc=def");
  }

  @Test
  void aKeyForAServerThatIsNoneGoesNowhereAndIsNotShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys(List.of("common", "per=secret"), null))
        .withMessageContaining("ours, peer")
        .withMessageNotContaining("secret");
  }

  @Test
  void aKeyThatNoHeaderCanHoldIsRefused() {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> keys(List.of("two\nlines"), null));
  }

  private List<String> keys(List<String> given, String environment) {
    return new Keys(given, environment, data).give(TARGETS).stream().map(Target::key).toList();
  }
}
