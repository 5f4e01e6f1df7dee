// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes packed matrices into a safetensors file. The file appears whole or not at all: what is
 * written first has another name.
 */
final class PackedFile {
  /** Ending of files that are being written. */
  static final String UNFINISHED = ".tmp";

  /** Between its making and its lock a file looks abandoned. */
  private static final Duration UNLOCKED = Duration.ofSeconds(10);

  /** Where locks tell nothing, nobody has written to an abandoned file for so long. */
  private static final Duration UNTOUCHED = Duration.ofHours(1);

  /** Files of this process. Looking whether they are locked would unlock them. */
  private static final Set<Path> WRITING = ConcurrentHashMap.newKeySet();

  private static final int ALIGNMENT = 64;

  private final Path folder;
  private final String name;

  PackedFile(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** Whether files can be made in a folder, which is created when it is absent. */
  static boolean isWritable(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "probe", UNFINISHED));
      return true;
    } catch (AccessDeniedException | FileAlreadyExistsException e) {
      return false;
    } catch (FileSystemException e) {
      // a read-only mount has no exception of its own
      if (e.getReason() != null && e.getReason().contains("Read-only")) {
        return false;
      }
      throw e;
    }
  }

  /**
   * A name for a file that is being written. It is made like any other file: those of {@link
   * Files#createTempFile} could not be read by other users of the machine.
   */
  static Path unfinished(Path folder, String name) {
    return folder.resolve(name + UUID.randomUUID() + UNFINISHED);
  }

  /**
   * @param progress receives the packed fraction
   * @param record of what the file was made from; an old one goes before the new file appears, or
   *     it would speak for that, should nobody get round to writing a new one
   */
  void write(List<PackedWeight> weights, DoubleConsumer progress, Path record) throws IOException {
    Files.createDirectories(folder);
    ByteBuffer header = header(weights);
    long bytes = header.remaining() + weights.stream().mapToLong(PackedWeight::packedBytes).sum();
    requireSpace(bytes);
    Path unfinished = unfinished(folder, name);
    WRITING.add(unfinished);
    try {
      try (FileChannel file =
              FileChannel.open(
                  unfinished,
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.READ);
          FileLock lock = lock(file)) {
        long at = header.remaining();
        writeFully(file, header, 0);
        AtomicLong done = new AtomicLong(at);
        for (PackedWeight weight : weights) {
          write(file, at, new BlockPacker(weight), count(done, bytes, progress));
          at += weight.packedBytes();
        }
        file.force(true);
      }
      Files.deleteIfExists(record);
      Files.move(
          unfinished, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      WRITING.remove(unfinished);
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * A lock ends with its process, and so tells whether there still is one.
   *
   * @return null where there are no locks
   */
  private static FileLock lock(FileChannel file) {
    try {
      return file.tryLock();
    } catch (IOException e) {
      QuantLog.LOG.tracef(e, "%s has no locks", file);
      return null;
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(file());
  }

  private Path file() {
    return folder.resolve(name + ".safetensors");
  }

  private static java.util.function.LongConsumer count(
      AtomicLong done, long all, DoubleConsumer progress) {
    return bytes -> {
      double fraction = (double) done.addAndGet(bytes) / all;
      synchronized (done) {
        progress.accept(fraction);
      }
    };
  }

  private static void write(
      FileChannel file, long at, BlockPacker packer, java.util.function.LongConsumer written)
      throws IOException {
    // a failure is kept until all have stopped: nobody may read the weights after this call
    AtomicReference<Throwable> failure = new AtomicReference<>();
    IntStream.range(0, packer.bands())
        .parallel()
        .forEach(
            band -> {
              if (failure.get() == null) {
                try {
                  writeFully(file, packer.pack(band), at + (long) band * packer.bandBytes());
                } catch (IOException | RuntimeException | Error e) {
                  failure.compareAndSet(null, e);
                }
              }
            });
    rethrow(failure.get());
    written.accept((long) packer.bands() * packer.bandBytes());
  }

  private static void rethrow(Throwable failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    } else if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    } else if (failure instanceof Error error) {
      throw error;
    }
  }

  private static void writeFully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += file.write(bytes, position);
    }
  }

  private ByteBuffer header(List<PackedWeight> weights) {
    JsonObject header = new JsonObject();
    long at = 0;
    for (PackedWeight weight : weights) {
      JsonArray shape = new JsonArray();
      shape.add(weight.packedBytes());
      JsonArray offsets = new JsonArray();
      offsets.add(at);
      at += weight.packedBytes();
      offsets.add(at);
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", "U8");
      entry.add("shape", shape);
      entry.add("data_offsets", offsets);
      header.add(weight.name(), entry);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (Long.BYTES + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer out = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(padded - Long.BYTES).put(json);
    while (out.hasRemaining()) {
      out.put((byte) ' ');
    }
    return out.flip();
  }

  private void requireSpace(long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          "they need %d MiB in %s, but only %d MiB are free on that disk"
              .formatted(bytes >> 20, folder, free >> 20));
    }
  }

  /** Removes what processes that died have left in a folder; what cannot be removed stays. */
  static void removeAbandoned(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> unfinished;
    try (Stream<Path> files = Files.list(folder)) {
      unfinished = files.filter(file -> file.toString().endsWith(UNFINISHED)).toList();
    } catch (IOException | UncheckedIOException e) {
      QuantLog.LOG.tracef(e, "%s cannot be tidied up", folder);
      return;
    }
    for (Path file : unfinished) {
      try {
        if (isAbandoned(file)) {
          Files.deleteIfExists(file);
        }
      } catch (NoSuchFileException e) {
        QuantLog.LOG.tracef("%s was finished by another loader", file);
      } catch (IOException e) {
        QuantLog.LOG.tracef(e, "%s cannot be removed", file);
      }
    }
  }

  private static boolean isAbandoned(Path file) throws IOException {
    Duration untouched =
        Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
    if (untouched.compareTo(UNLOCKED) < 0 || WRITING.contains(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      // a file system without locks
      return untouched.compareTo(UNTOUCHED) > 0;
    }
  }
}
