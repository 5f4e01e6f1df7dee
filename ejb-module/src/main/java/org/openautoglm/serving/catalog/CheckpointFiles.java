// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one checkpoint folder, by name, size and time: equal values mean that nothing was
 * written in between.
 */
record CheckpointFiles(List<Stamp> stamps) {

  private static final long SMALL_FILE = 64L << 20;
  private static final int VERSION_DIGITS = 12;

  /** One file. */
  record Stamp(String name, long size, FileTime modified) {}

  static CheckpointFiles of(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(folder)) {
      files = listing.filter(file -> !isHidden(file)).sorted().toList();
    }
    List<Stamp> stamps = new ArrayList<>();
    for (Path file : files) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isRegularFile()) {
        stamps.add(
            new Stamp(
                file.getFileName().toString(), attributes.size(), attributes.lastModifiedTime()));
      }
    }
    return new CheckpointFiles(List.copyOf(stamps));
  }

  private static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  /**
   * Short hash over names, sizes and what is cheap to read: small files whole, of safetensors the
   * header. Weights exchanged in place under an unchanged header keep the version, but not the
   * stamps.
   */
  String version(Path folder) throws IOException {
    MessageDigest digest = sha256();
    for (Stamp stamp : stamps) {
      digest.update((stamp.name() + '\0' + stamp.size() + '\0').getBytes(StandardCharsets.UTF_8));
      Path file = folder.resolve(stamp.name());
      if (stamp.name().endsWith(".safetensors")) {
        digest.update(safetensorsHeader(file));
      } else if (stamp.size() <= SMALL_FILE) {
        digest.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
  }

  private static byte[] safetensorsHeader(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] prefix = in.readNBytes(Long.BYTES);
      if (prefix.length < Long.BYTES) {
        return prefix;
      }
      long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
      return in.readNBytes((int) Math.max(0, Math.min(length, SMALL_FILE)));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
