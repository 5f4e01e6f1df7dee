// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.persistence.identity.ApiKey;
import org.openautoglm.serving.testing.FakeClock;

class AdministratorKeyTest {
  @TempDir private Path folder;

  private final FakeApiKeys stored = new FakeApiKeys();
  private final FakeClock clock = new FakeClock();
  private KeyFile file;

  @BeforeEach
  void choosePlace() {
    file = new KeyFile(folder.resolve("data"));
  }

  @Test
  void theFirstStartIssuesAKeyThatMayDoEverythingAndWritesItToTheFile() {
    start();

    ApiKey key = stored.all.get(0);
    assertThat(stored.all).hasSize(1);
    assertThat(key.roles()).containsExactlyInAnyOrder("USER", "ADMIN");
    assertThat(key.bootstrap()).isTrue();
    assertThat(key.createdBy()).isEqualTo("server");
    assertThat(file.read().orElseThrow().hasHash(key.secretHash())).isTrue();
  }

  @Test
  void furtherStartsChangeNothing() throws IOException {
    start();
    String content = Files.readString(file.path());

    start();
    start();

    assertThat(stored.all).hasSize(1);
    assertThat(file.path()).hasContent(content);
  }

  @Test
  void deletingTheFileReplacesTheKeyAtTheNextStart() throws IOException {
    start();
    Files.delete(file.path());

    start();

    assertThat(stored.all).hasSize(2);
    assertThat(stored.all.get(0).revokedBy()).isEqualTo("server");
    assertThat(stored.all.get(1).revoked()).isNull();
    assertThat(file.read().orElseThrow().hasHash(stored.all.get(1).secretHash())).isTrue();
  }

  @Test
  void deletingTheFileLeavesTheKeysOfOtherAdministratorsAlone() throws IOException {
    start();
    ApiKey other = add(Set.of("ADMIN"));
    Files.delete(file.path());

    start();

    assertThat(other.revoked()).isNull();
    assertThat(stored.findValidByRole("ADMIN")).hasSize(2);
  }

  @Test
  void whoWantsNoKeyInAFileRevokesItAndLeavesTheFile() {
    start();
    add(Set.of("ADMIN"));
    stored.revoke(1, clock.instant(), "key:2");

    start();

    assertThat(stored.all).hasSize(2);
  }

  @Test
  void whenTheLastAdministratorIsGoneAStartLetsANewOneIn() {
    start();
    stored.revoke(1, clock.instant(), "key:1");
    add(Set.of("USER"));

    start();

    ApiKey newest = stored.all.get(2);
    assertThat(newest.roles()).contains("ADMIN");
    assertThat(file.read().orElseThrow().hasHash(newest.secretHash())).isTrue();
  }

  @Test
  void aNewDatabaseBesideAnOldFileGetsANewKeyInTheFile() {
    file.write(Secret.random(new Random(1)));

    start();

    assertThat(file.read().orElseThrow().hasHash(stored.all.get(0).secretHash())).isTrue();
  }

  @Test
  void aFileWithAKeyThatIsNotValidIsLeftToThePersonWhoPutItThere() throws IOException {
    start();
    Files.writeString(file.path(), "something else\n");

    start();

    assertThat(stored.all).hasSize(1);
    assertThat(file.path()).hasContent("something else");
  }

  @Test
  void aStartThatCannotWriteTheFileFailsSoThatItsTransactionIsRolledBack() throws IOException {
    Files.writeString(folder.resolve("data"), "a file where the folder should be");

    assertThatIllegalStateException()
        .isThrownBy(this::start)
        .withMessageContaining("AUTOGLM003007");
  }

  @Test
  void serversThatShareADatabaseHaveAKeyEachAndReplaceOnlyTheirOwn() throws IOException {
    start();
    KeyFile second = new KeyFile(folder.resolve("data of b"));

    start("b", second);

    assertThat(stored.findValidByRole("ADMIN")).hasSize(2);
    assertThat(stored.all.get(1).createdBy()).isEqualTo("server:b");
    assertThat(second.read().orElseThrow().hasHash(stored.all.get(1).secretHash())).isTrue();

    Files.delete(second.path());
    start("b", second);

    assertThat(stored.all.get(0).revoked()).isNull();
    assertThat(stored.all.get(1).revokedBy()).isEqualTo("server:b");
    assertThat(stored.findValidByRole("ADMIN")).hasSize(2);
  }

  private void start() {
    start("", file);
  }

  private void start(String node, KeyFile keyFile) {
    new AdministratorKey(node, stored, keyFile, new SecureRandom(), clock).ensure();
  }

  private ApiKey add(Set<String> roles) {
    Secret secret = Secret.random(new SecureRandom());
    ApiKey key =
        new ApiKey(
            new ApiKey.Issue("other", secret.prefix(), secret.hash(), roles, false),
            clock.instant(),
            "key:1");
    stored.add(key);
    return key;
  }
}
