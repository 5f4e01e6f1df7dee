// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.api.CheckpointException;

class StoredTensorTest {
  @TempDir Path folder;

  @Test
  void a_mapped_tensor_is_read_only_direct_and_little_endian() {
    StoredTensor w = Checkpoint.open(CheckpointFolder.valid(folder).path).tensor("w", 3, 2);

    List<MappedRows> parts = w.map();

    assertThat(parts).hasSize(1);
    ByteBuffer bytes = parts.get(0).bytes();
    assertThat(bytes.isDirect()).isTrue();
    assertThat(bytes.isReadOnly()).isTrue();
    assertThat(bytes.remaining()).isEqualTo(24);
    assertThat(bytes.getInt(4)).isEqualTo(0x07060504);
    assertThat(parts.get(0).rows()).isEqualTo(3);
  }

  @Test
  void a_large_tensor_is_split_at_row_boundaries() {
    StoredTensor w = Checkpoint.open(CheckpointFolder.valid(folder).path).tensor("w", 3, 2);

    List<MappedRows> parts = w.map(20);

    assertThat(parts).extracting(MappedRows::firstRow).containsExactly(0L, 2L);
    assertThat(parts).extracting(MappedRows::rows).containsExactly(2L, 1L);
    assertThat(parts).extracting(part -> part.bytes().get(0)).containsExactly((byte) 0, (byte) 16);
  }

  @Test
  void a_row_larger_than_a_part_is_a_part_of_its_own() {
    StoredTensor w = Checkpoint.open(CheckpointFolder.valid(folder).path).tensor("w", 3, 2);

    assertThat(w.map(1)).extracting(MappedRows::rows).containsExactly(1L, 1L, 1L);
  }

  @Test
  void scalars_have_one_row_and_empty_tensors_no_parts() {
    Checkpoint checkpoint = Checkpoint.open(CheckpointFolder.valid(folder).path);

    assertThat(checkpoint.tensor("scale").map()).extracting(MappedRows::rows).containsExactly(1L);
    assertThat(checkpoint.tensor("none", 0, 5).map()).isEmpty();
  }

  @Test
  void more_than_one_gibibyte_comes_in_several_parts() throws IOException {
    Path file = folder.resolve("sparse");
    long rows = 600_000;
    long rowBytes = 4096;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(rows * rowBytes);
      sparse.seek((rows - 1) * rowBytes);
      sparse.write(42);
    }
    StoredTensor tensor =
        new StoredTensor("t", file, StoredType.U8, List.of(rows, rowBytes), 0, rows * rowBytes);

    List<MappedRows> parts = tensor.map();

    assertThat(parts).extracting(MappedRows::rows).containsExactly(262144L, 262144L, 75712L);
    MappedRows last = parts.get(2);
    assertThat(last.bytes().get((int) ((last.rows() - 1) * rowBytes))).isEqualTo((byte) 42);
  }

  @Test
  void a_file_that_became_shorter_is_refused() throws IOException {
    StoredTensor w = Checkpoint.open(CheckpointFolder.valid(folder).path).tensor("w", 3, 2);
    Files.write(w.file(), new byte[10]);

    assertThatThrownBy(w::map)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("became shorter", "'w'");
    Files.delete(w.file());
    assertThatThrownBy(w::map)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("cannot map tensor 'w'");
  }

  @Test
  void a_row_beyond_two_gibibytes_is_refused() {
    StoredTensor tensor =
        new StoredTensor("t", folder, StoredType.U8, List.of(1L, 1L << 32), 0, 1L << 32);
    assertThatThrownBy(tensor::map)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("2 GiB");
  }
}
