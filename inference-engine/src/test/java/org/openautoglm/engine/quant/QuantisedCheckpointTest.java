// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.engine.checkpoint.StoredType;

/** Packed weights are made once, and again only when they have to be. */
class QuantisedCheckpointTest {
  private static final int ROWS = 21;
  private static final int COLUMNS = 37;

  @TempDir Path folder;
  @TempDir Path elsewhere;
  private Path source;
  private StoredTensor matrix;

  @BeforeEach
  void writeSource() {
    source = folder.resolve("model.safetensors");
    matrix = write(weights());
  }

  private StoredTensor write(float[] weights) {
    return Packing.stored(source, StoredType.F32, Packing.float32(weights), ROWS, COLUMNS);
  }

  private static float[] weights() {
    float[] weights = new float[ROWS * COLUMNS];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i);
    }
    return weights;
  }

  private List<PackedWeight> packed() {
    return List.of(
        new PackedWeight("a", QuantisedType.INT4, List.of(matrix, matrix), false),
        new PackedWeight("b", QuantisedType.INT8, List.of(matrix), true));
  }

  private QuantisedCheckpoint open() {
    return QuantisedCheckpoint.open(folder, "int4", elsewhere, packed(), fraction -> {});
  }

  @Test
  void theFileHoldsWhatWasPacked() throws IOException {
    QuantisedCheckpoint made = open();
    assertThat(made.wasMade()).isTrue();
    for (PackedWeight weight : packed()) {
      StoredTensor tensor = made.tensor(weight.name());
      assertThat(tensor.type()).isEqualTo(StoredType.U8);
      byte[] bytes = new byte[(int) tensor.length()];
      tensor.map().get(0).bytes().get(bytes);
      assertThat(bytes).isEqualTo(Packing.pack(weight));
    }
    StoredTensor stacked = made.tensor("a");
    byte[] bytes = new byte[(int) stacked.length()];
    stacked.map().get(0).bytes().get(bytes);
    float[] weights = weights();
    for (int r = 0; r < 2 * ROWS; r++) {
      for (int c = 0; c < COLUMNS; c++) {
        assertThat(Packing.weight(QuantisedType.INT4, bytes, r, c, COLUMNS))
            .isCloseTo(
                weights[r % ROWS * COLUMNS + c], org.assertj.core.api.Assertions.within(0.16));
      }
    }
  }

  @Test
  void aSecondOpeningFindsIt() {
    open();
    assertThat(open().wasMade()).isFalse();
  }

  @Test
  void progressReachesTheEnd() {
    List<Double> seen = new ArrayList<>();
    QuantisedCheckpoint.open(folder, "int4", elsewhere, packed(), seen::add);
    assertThat(seen).isSorted().last().isEqualTo(1.0);
  }

  @Test
  void aTouchedSourceIsComparedByItsContentOnce() throws IOException {
    open();
    Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    assertThat(open().wasMade()).isFalse();
    assertThat(Files.readString(folder.resolve(".autoglm/int4.json"))).contains("1577836800000");
  }

  @Test
  void aChangedSourceIsQuantisedAgain() {
    open();
    float[] other = weights();
    other[0] += 1;
    matrix = write(other);
    touch();
    assertThat(open().wasMade()).isTrue();
    assertThat(open().wasMade()).isFalse();
  }

  @Test
  void anotherSourceOfTheSameSizeAndTimeIsNotTakenForTheOldOne() throws IOException {
    assumeTrue(
        folder.getFileSystem().supportedFileAttributeViews().contains("unix"),
        "this system does not tell when a file was changed");
    FileTime time = Files.getLastModifiedTime(source);
    open();
    float[] other = weights();
    other[0] += 1;
    matrix = write(other);
    Files.setLastModifiedTime(source, time);
    assertThat(open().wasMade()).isTrue();
    assertThat(open().wasMade()).isFalse();
  }

  private void touch() {
    try {
      Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2021-01-01T00:00:00Z")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aSourceThatChangesMeanwhileIsNotKept() throws IOException {
    assertThatThrownBy(
            () ->
                QuantisedCheckpoint.open(folder, "int4", elsewhere, packed(), fraction -> touch()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("changed meanwhile");
    try (Stream<Path> left = Files.list(folder.resolve(".autoglm"))) {
      assertThat(left).isEmpty();
    }
    assertThat(open().wasMade()).isTrue();
  }

  @Test
  void anOldRecordDoesNotSpeakForANewFile() throws IOException {
    open();
    Path own = folder.resolve(".autoglm");
    assertThatThrownBy(
            () ->
                QuantisedCheckpoint.open(
                    folder, "int4", elsewhere, packed().subList(0, 1), fraction -> touch()))
        .isInstanceOf(CheckpointException.class);
    assertThat(own.resolve("int4.json")).doesNotExist();
  }

  @Test
  void otherUsersMayReadWhatTheyMayReadOtherwise() throws IOException {
    Set<PosixFilePermission> usual =
        Files.getPosixFilePermissions(Files.createFile(folder.resolve("usual")));
    open();
    for (String name : List.of("int4.safetensors", "int4.json")) {
      assertThat(Files.getPosixFilePermissions(folder.resolve(".autoglm").resolve(name)))
          .isEqualTo(usual);
    }
  }

  @Test
  void anotherListOfMatricesIsQuantisedAgain() {
    open();
    List<PackedWeight> fewer = packed().subList(0, 1);
    assertThat(QuantisedCheckpoint.open(folder, "int4", elsewhere, fewer, fraction -> {}).wasMade())
        .isTrue();
  }

  @Test
  void aDamagedOrHalfFileIsQuantisedAgain() throws IOException {
    open();
    Path file = folder.resolve(".autoglm/int4.safetensors");
    long size = Files.size(file);
    for (long length : new long[] {0, 5, 100, size - 1}) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(length);
      }
      assertThat(open().wasMade()).as("cut to %d bytes", length).isTrue();
      assertThat(Files.size(file)).isEqualTo(size);
    }
    Files.writeString(folder.resolve(".autoglm/int4.json"), "{\"format\":");
    assertThat(open().wasMade()).isTrue();
  }

  @Test
  void whatAKilledProcessLeftIsTidiedUpAndWhatARunningOneWritesIsNot() throws IOException {
    Path own = Files.createDirectories(folder.resolve(".autoglm"));
    FileTime aMinuteAgo = FileTime.from(Instant.now().minusSeconds(60));
    Path abandoned = Files.createFile(own.resolve("int4123.tmp"));
    Files.setLastModifiedTime(abandoned, aMinuteAgo);
    Path fresh = Files.createFile(own.resolve("int4456.tmp"));
    Path locked = Files.createFile(own.resolve("int4789.tmp"));
    try (FileChannel channel = FileChannel.open(locked, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      Files.setLastModifiedTime(locked, aMinuteAgo);
      open();
      assertThat(abandoned).doesNotExist();
      assertThat(fresh).exists();
      assertThat(locked).exists();
    }
    assertThat(open().wasMade()).isFalse();
    assertThat(locked).as("also when nothing is to be packed").doesNotExist();
  }

  @Test
  void whatChangesWhileItIsHashedIsNotVouchedFor() throws IOException {
    SourceRecord sources = SourceRecord.of(packed());
    List<SourceRecord.Stamp> before = sources.stamps();
    touch();
    Path recorded = folder.resolve("int4.json");
    assertThatThrownBy(() -> sources.write(recorded, before))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed meanwhile");
    assertThat(recorded).doesNotExist();
  }

  @Test
  void weightsWithoutARecordAreNotKept() throws IOException {
    Path own = Files.createDirectories(folder.resolve(".autoglm"));
    Files.createDirectories(own.resolve("int4.json").resolve("in the way"));
    assertThatThrownBy(this::open).isInstanceOf(CheckpointException.class);
    assertThat(own.resolve("int4.safetensors")).doesNotExist();
  }

  @Test
  void notANumberIsRefusedWithTheNameOfTheTensorAndNothingIsLeftBehind() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] weights = weights();
      weights[COLUMNS * 3 + 2] = bad;
      matrix = write(weights);
      assertThatThrownBy(this::open)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("model.safetensors")
          .hasMessageContaining("tensor 'model.safetensors'")
          .hasMessageContaining("row");
      try (Stream<Path> left = Files.list(folder.resolve(".autoglm"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void aWeightTooLargeForItsScaleIsRefused() {
    float[] weights = weights();
    weights[7] = 3e7f;
    matrix = write(weights);
    assertThatThrownBy(this::open)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("too large to be quantised, in row");
  }

  @Test
  void weightsOfACheckpointThatCannotBeWrittenToAreKeptElsewhere() throws IOException {
    // permissions do not bind an administrator; a file in the place of the folder binds everybody
    Files.writeString(folder.resolve(".autoglm"), "");
    assertThat(open().wasMade()).isTrue();
    assertThat(open().wasMade()).isFalse();
    try (Stream<Path> kept = Files.walk(elsewhere)) {
      assertThat(kept).anyMatch(file -> file.endsWith("int4.safetensors"));
    }
  }

  @RepeatedTest(20)
  void severalAtOnceAllGetWholeFiles() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<QuantisedCheckpoint>> tasks = List.of(this::open, this::open, this::open);
      for (Future<QuantisedCheckpoint> opened : threads.invokeAll(tasks)) {
        StoredTensor tensor = opened.get().tensor("a");
        byte[] bytes = new byte[(int) tensor.length()];
        tensor.map().get(0).bytes().get(bytes);
        assertThat(bytes).isEqualTo(Packing.pack(packed().get(0)));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(open().wasMade()).isFalse();
  }

  @Test
  void everySourceFormatGivesTheSameNumbers() {
    float[] weights = new float[ROWS * COLUMNS];
    byte[] half = new byte[2 * weights.length];
    byte[] brain = new byte[2 * weights.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (i % 31 - 15) / 16f;
      short h = Float16.of(weights[i]);
      int b = Float.floatToRawIntBits(weights[i]) >>> 16;
      half[2 * i] = (byte) h;
      half[2 * i + 1] = (byte) (h >> 8);
      brain[2 * i] = (byte) b;
      brain[2 * i + 1] = (byte) (b >> 8);
    }
    byte[] expected = pack(StoredType.F32, Packing.float32(weights));
    assertThat(pack(StoredType.F16, half)).isEqualTo(expected);
    assertThat(pack(StoredType.BF16, brain)).isEqualTo(expected);
    assertThatThrownBy(() -> pack(StoredType.I8, new byte[weights.length]))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("stored as I8");
  }

  private byte[] pack(StoredType type, byte[] content) {
    StoredTensor stored = Packing.stored(folder.resolve("w-" + type), type, content, ROWS, COLUMNS);
    return Packing.pack(new PackedWeight("w", QuantisedType.INT8, List.of(stored), false));
  }
}
