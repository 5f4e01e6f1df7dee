// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The administrator's key as the service left it in its data folder. */
public final class KeyFile {
  private static final String NAME = "admin.key";

  private KeyFile() {}

  /**
   * @param data folder of the service
   * @throws CommandFailure when there is no key that can be read
   */
  public static String read(Path data) {
    Path file = in(data.toAbsolutePath().normalize());
    try {
      return checked(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          "the administrator's key cannot be read from "
              + file
              + " (there is no such file); name the service's data folder with --data, or give the"
              + " key with --key",
          e);
    } catch (AccessDeniedException e) {
      throw new CommandFailure(
          "the administrator's key cannot be read from "
              + file
              + " (only its owner may); become the user the service runs as, or give the key with"
              + " --key",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          "the administrator's key cannot be read from " + file + ": " + e.getMessage(), e);
    }
  }

  /** Where the key is in a data folder, or would be. */
  static Path in(Path data) {
    return data.resolve(NAME);
  }

  /**
   * What is sent in a header must be one line of printable ASCII.
   *
   * @param origin where the key was found, for the message
   * @throws CommandFailure when the text is no key
   */
  public static String checked(String text, String origin) {
    String stripped = text.strip();
    if (stripped.isEmpty() || !stripped.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new CommandFailure(origin + " holds no key");
    }
    return stripped;
  }
}
