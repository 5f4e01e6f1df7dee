// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path base;

  @Test
  void aServiceBesideAnotherOneHasItsOwnFolder() throws IOException {
    Files.createDirectories(base.resolve("data-8081"));
    assertThat(DataFolder.of(base, 8081)).isEqualTo(base.resolve("data"));

    Files.writeString(base.resolve("data-8081/admin.key"), "ag-1");

    assertThat(DataFolder.of(base, 8081)).isEqualTo(base.resolve("data-8081"));
    assertThat(DataFolder.of(base, 8080)).isEqualTo(base.resolve("data"));
  }
}
