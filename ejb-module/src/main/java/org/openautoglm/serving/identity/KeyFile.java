// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file that tells the administrator's first key to whoever owns the server's files. Its
 * directory entry is all that decides whether it is there: it is never half written.
 */
final class KeyFile {
  /** The name everything else refers to. */
  static final String NAME = "admin.key";

  /** A key and its line end are 47 bytes; what is longer is not ours. */
  private static final int LONGEST = 4096;

  private final Path file;

  /**
   * @param directory is made when it is not there
   */
  KeyFile(Path directory) {
    this.file = directory.toAbsolutePath().resolve(NAME);
  }

  Path path() {
    return file;
  }

  boolean exists() {
    return Files.exists(file);
  }

  /**
   * The key in it, empty when it holds none.
   *
   * @throws IllegalStateException when it cannot be read
   */
  Optional<Secret> read() {
    try {
      return Files.size(file) > LONGEST
          ? Optional.empty()
          : Secret.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw IdentityLog.LOG.cannotReadKeyFile(e, file, e.toString());
    }
  }

  /** Whether anybody but its owner may read it, as far as the file system can tell. */
  boolean exposed() {
    try {
      return OwnerOnly.exposed(file);
    } catch (IOException e) {
      throw IdentityLog.LOG.cannotReadKeyFile(e, file, e.toString());
    }
  }

  /**
   * Puts a key into it, in place of another. It is on the disk when this returns.
   *
   * @throws IllegalStateException when it cannot be written; what was there before still is
   */
  void write(Secret secret) {
    try {
      Files.createDirectories(file.getParent());
      // the permissions are there before the first byte is
      Path draft =
          Files.createTempFile(
              file.getParent(), "." + NAME, ".tmp", OwnerOnly.attribute(file.getFileSystem()));
      try {
        fill(draft, secret);
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw IdentityLog.LOG.cannotWriteKeyFile(e, file, e.toString());
    }
  }

  private static void fill(Path draft, Secret secret) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((secret.reveal() + "\n").getBytes(StandardCharsets.US_ASCII));
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
    }
  }
}
