// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  /** Parts of the weights that are read: trained anew, they differ nearly everywhere. */
  private static final int SAMPLES = 64;

  private static final int SAMPLE_BYTES = 1024;

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
   * header and samples of the weights, evenly spread from their beginning to their end.
   */
  String version(Path folder) throws IOException {
    MessageDigest digest = sha256();
    for (Stamp stamp : stamps) {
      digest.update((stamp.name() + '\0' + stamp.size() + '\0').getBytes(StandardCharsets.UTF_8));
      Path file = folder.resolve(stamp.name());
      if (stamp.name().endsWith(".safetensors")) {
        digestSafetensors(file, digest);
      } else if (stamp.size() <= SMALL_FILE) {
        digest.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
  }

  private static void digestSafetensors(Path path, MessageDigest digest) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer prefix = read(file, 0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      if (prefix.remaining() < Long.BYTES) {
        digest.update(prefix);
        return;
      }
      long announced = prefix.getLong();
      long header = Math.max(0, Math.min(announced, SMALL_FILE));
      digest.update(read(file, Long.BYTES, (int) header));
      long weights = Long.BYTES + header;
      long last = Math.max(weights, file.size() - SAMPLE_BYTES);
      for (int i = 0; i < SAMPLES; i++) {
        digest.update(read(file, weights + (last - weights) * i / (SAMPLES - 1), SAMPLE_BYTES));
      }
    }
  }

  /** As many bytes as there are, but not more than asked for. */
  private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
    ByteBuffer read = ByteBuffer.allocate((int) Math.max(0, Math.min(bytes, file.size() - at)));
    long position = at;
    int count = 0;
    while (read.hasRemaining() && count >= 0) {
      count = file.read(read, position);
      position += Math.max(0, count);
    }
    return read.flip();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
