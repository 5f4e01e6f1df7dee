// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  private static final Secret SECRET = Secret.random(new Random(1));

  @TempDir private Path folder;

  @Test
  void aKeyIsWrittenAsOneLineAndReadBack() throws IOException {
    KeyFile file = new KeyFile(folder.resolve("not/there/yet"));
    assertThat(file.exists()).isFalse();

    file.write(SECRET);

    assertThat(file.exists()).isTrue();
    assertThat(Files.readAllLines(folder.resolve("not/there/yet/admin.key")))
        .containsExactly(SECRET.reveal());
    assertThat(file.read()).map(Secret::reveal).contains(SECRET.reveal());
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    assumePosix();
    KeyFile file = new KeyFile(folder);

    file.write(SECRET);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    assertThat(file.exposed()).isFalse();
  }

  @Test
  void aFileThatOthersMayReadIsNoticedAndWritingItAgainProtectsIt() throws IOException {
    assumePosix();
    KeyFile file = new KeyFile(folder);
    file.write(SECRET);
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(file.exposed()).isTrue();

    file.write(SECRET);

    assertThat(file.exposed()).isFalse();
  }

  @Test
  void anotherKeyTakesThePlaceOfTheFirstAndLeavesNothingBehind() throws IOException {
    KeyFile file = new KeyFile(folder);
    Secret second = Secret.random(new Random(2));

    file.write(SECRET);
    file.write(second);

    assertThat(file.read()).map(Secret::reveal).contains(second.reveal());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file.path());
    }
  }

  @Test
  void aLinkIsReplacedAndWhatItPointsToIsLeftAlone() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "untouched");
    KeyFile file = new KeyFile(folder.resolve("data"));
    Files.createDirectories(folder.resolve("data"));
    Files.createSymbolicLink(file.path(), elsewhere);

    file.write(SECRET);

    assertThat(elsewhere).hasContent("untouched");
    assertThat(Files.isSymbolicLink(file.path())).isFalse();
  }

  @Test
  void aFileWithAnythingElseHoldsNoKey() throws IOException {
    KeyFile file = new KeyFile(folder);
    for (String content : List.of("", "hello", SECRET.reveal() + SECRET.reveal())) {
      Files.writeString(file.path(), content);
      assertThat(file.read()).isEmpty();
    }
    Files.write(file.path(), new byte[1_000_000]);
    assertThat(file.read()).isEmpty();
    Files.write(file.path(), new byte[] {(byte) 0xC3, (byte) 0x28});
    assertThat(file.read()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedWithItsSetting() throws IOException {
    Path obstacle = Files.writeString(folder.resolve("obstacle"), "a file, not a folder");

    assertThatIllegalStateException()
        .isThrownBy(() -> new KeyFile(obstacle).write(SECRET))
        .withMessageContaining("AUTOGLM003007")
        .withMessageContaining(obstacle.toString())
        .withMessageContaining("autoglm.data.directory")
        .withMessageNotContaining(SECRET.reveal());
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    KeyFile file = new KeyFile(folder);
    Files.createDirectory(file.path());

    assertThatIllegalStateException()
        .isThrownBy(file::read)
        .withMessageContaining("AUTOGLM003008")
        .withMessageContaining(file.path().toString());
  }

  @Test
  void whereThereAreNoModesAnAccessListNamesTheOwnerAlone() throws IOException {
    try (FileSystem windows = fileSystem("acl")) {
      FileAttribute<?> attribute = OwnerOnly.attribute(windows);

      assertThat(attribute.name()).isEqualTo("acl:acl");
      assertThat(attribute.value())
          .asInstanceOf(InstanceOfAssertFactories.list(AclEntry.class))
          .singleElement()
          .returns(AclEntryType.ALLOW, AclEntry::type)
          .returns(System.getProperty("user.name"), entry -> entry.principal().getName())
          .extracting(
              AclEntry::permissions, InstanceOfAssertFactories.set(AclEntryPermission.class))
          .contains(AclEntryPermission.READ_DATA, AclEntryPermission.DELETE);
    }
  }

  @Test
  void aFileSystemThatCannotKeepASecretIsRefused() throws IOException {
    try (FileSystem plain = fileSystem("basic")) {
      assertThatIOException()
          .isThrownBy(() -> OwnerOnly.attribute(plain))
          .withMessageContaining("other users");
    }
  }

  private static FileSystem fileSystem(String view) {
    return Jimfs.newFileSystem(Configuration.unix().toBuilder().setAttributeViews(view).build());
  }

  private static void assumePosix() {
    assumeThat(FileSystems.getDefault().supportedFileAttributeViews())
        .as("this file system has no modes")
        .contains("posix");
  }
}
