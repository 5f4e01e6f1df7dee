// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From which files packed matrices were made. Files that look as they did then are taken for
 * unchanged; where something differs, as after copying, the content decides. The time of the last
 * modification alone would not do: copying and unpacking set it to that of another file.
 */
final class SourceRecord {
  /** Counted up when packed bytes change their meaning or the choice of scales improves. */
  private static final int FORMAT = 1;

  private static final int READ_AT_ONCE = 1 << 20;

  private final String weights;
  private final List<Path> files;

  private SourceRecord(String weights, List<Path> files) {
    this.weights = weights;
    this.files = files;
  }

  /** The record as it lies in the file. */
  private record Json(int format, String weights, List<Source> sources) {}

  /**
   * @param modified milliseconds since 1970
   * @param inode see {@link Stamp}
   */
  private record Source(String name, long size, long modified, String inode, String sha256) {

    boolean looksLike(Stamp now) {
      return size == now.size && modified == now.modified.toMillis() && now.inode.equals(inode);
    }
  }

  /**
   * How a file looks.
   *
   * @param inode number of the file and when anything of it was changed last, which no program can
   *     set; empty where the system tells neither
   */
  record Stamp(Path file, long size, FileTime modified, String inode) {
    static Stamp of(Path file) throws IOException {
      return new Stamp(file, Files.size(file), Files.getLastModifiedTime(file), inode(file));
    }

    private static String inode(Path file) throws IOException {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        return "";
      }
      Map<String, Object> found = Files.readAttributes(file, "unix:ino,ctime");
      return found.get("ino") + " " + found.get("ctime");
    }
  }

  /** How all files look now. */
  List<Stamp> stamps() throws IOException {
    List<Stamp> stamps = new ArrayList<>();
    for (Path file : files) {
      stamps.add(Stamp.of(file));
    }
    return stamps;
  }

  static SourceRecord of(List<PackedWeight> weights) {
    MessageDigest digest = sha256();
    for (PackedWeight weight : weights) {
      String line =
          weight.name() + " " + weight.rows() + " " + weight.columns() + " " + weight.type() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    List<Path> files =
        weights.stream()
            .flatMap(weight -> weight.sources().stream())
            .map(source -> source.file())
            .distinct()
            .sorted()
            .toList();
    return new SourceRecord(HexFormat.of().formatHex(digest.digest()), files);
  }

  /** A name for these weights where those of several checkpoints lie together. */
  String folderName(Path checkpoint) {
    MessageDigest digest = sha256();
    digest.update(checkpoint.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
    return checkpoint.getFileName() + "-" + HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  /** Whether a recorded state is the present one; brings the times of the record up to date. */
  boolean isSameAs(Path recorded) throws IOException {
    Optional<Json> found = read(recorded);
    if (found.isEmpty()
        || found.get().format != FORMAT
        || !weights.equals(found.get().weights)
        || found.get().sources == null
        || found.get().sources.size() != files.size()) {
      return false;
    }
    List<Stamp> before = stamps();
    boolean touched = false;
    for (int i = 0; i < files.size(); i++) {
      Source source = found.get().sources.get(i);
      Path file = files.get(i);
      if (!file.getFileName().toString().equals(source.name)) {
        return false;
      }
      if (!source.looksLike(before.get(i))) {
        touched = true;
        if (source.size != before.get(i).size || !sha256(file).equals(source.sha256)) {
          return false;
        }
      }
    }
    if (touched && Files.isWritable(recorded)) {
      refresh(recorded, before);
    }
    return true;
  }

  /** Spares the next start the comparison; where that is not possible, nothing is lost. */
  private void refresh(Path recorded, List<Stamp> before) {
    try {
      write(recorded, before);
    } catch (IOException e) {
      QuantLog.LOG.notRefreshed(recorded.toString(), e.toString());
    }
  }

  private static Optional<Json> read(Path recorded) throws IOException {
    if (!Files.isRegularFile(recorded)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(new Gson().fromJson(Files.readString(recorded), Json.class));
    } catch (NoSuchFileException e) {
      QuantLog.LOG.tracef("%s goes, for another loader makes new weights", recorded);
      return Optional.empty();
    } catch (JsonSyntaxException | AccessDeniedException damaged) {
      QuantLog.LOG.damaged(recorded.toString(), damaged.toString());
      return Optional.empty();
    }
  }

  /**
   * Records the present state.
   *
   * @param before how the files looked before they were read; hashing them takes a while as well
   * @throws IOException when they look different now, or nothing can be written
   */
  void write(Path recorded, List<Stamp> before) throws IOException {
    List<Source> sources;
    try {
      sources = before.parallelStream().map(SourceRecord::source).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (!before.equals(stamps())) {
      throw new IOException("the checkpoint was changed meanwhile; load it again");
    }
    Path written = PackedFile.unfinished(recorded.getParent(), "record");
    try {
      Files.writeString(written, new Gson().toJson(new Json(FORMAT, weights, sources)));
      Files.move(
          written, recorded, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static Source source(Stamp stamp) {
    try {
      return new Source(
          stamp.file.getFileName().toString(),
          stamp.size,
          stamp.modified.toMillis(),
          stamp.inode,
          sha256(stamp.file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[READ_AT_ONCE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
