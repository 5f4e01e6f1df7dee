// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openautoglm.engine.checkpoint.CheckpointFolder.DATA;
import static org.openautoglm.engine.checkpoint.CheckpointFolder.HEADER;
import static org.openautoglm.engine.checkpoint.CheckpointFolder.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.CheckpointException;

class SafetensorsFileTest {
  @TempDir Path folder;

  @Test
  void a_valid_file_gives_its_tensors_in_the_order_of_their_data() throws IOException {
    Map<String, StoredTensor> tensors = read(safetensors(HEADER, DATA));

    assertThat(tensors.keySet()).containsExactly("w", "scale", "none");
    StoredTensor w = tensors.get("w");
    assertThat(w.type()).isEqualTo(StoredType.F32);
    assertThat(w.shape()).containsExactly(3L, 2L);
    assertThat(w.elements()).isEqualTo(6);
    assertThat(w.offset()).isEqualTo(8 + HEADER.length());
    assertThat(tensors.get("scale").shape()).isEmpty();
    assertThat(tensors.get("scale").elements()).isEqualTo(1);
    assertThat(tensors.get("none").elements()).isZero();
  }

  @Test
  void a_header_padded_with_spaces_is_valid() throws IOException {
    assertThat(read(safetensors(HEADER + "     ", DATA))).hasSize(3);
  }

  @Test
  void a_file_without_tensors_is_valid() throws IOException {
    assertThat(read(safetensors("{}", 0))).isEmpty();
  }

  @Test
  void every_truncation_of_a_file_is_refused() throws IOException {
    byte[] whole = safetensors(HEADER, DATA);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part))
          .as("first %d bytes", length)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("model.safetensors");
    }
  }

  @Test
  void a_truncated_file_states_both_sizes() {
    refuses(safetensors(HEADER, DATA - 1), "is truncated: 25 bytes of tensor data, expected 26");
  }

  @Test
  void bytes_after_the_last_tensor_are_refused() {
    refuses(safetensors(HEADER, DATA + 3), "has 3 bytes after its last tensor");
  }

  @Test
  void an_empty_file_is_refused() {
    refuses(new byte[0], "is empty");
  }

  @Test
  void a_big_endian_header_length_is_refused_without_allocating_it() {
    byte[] file = safetensors(HEADER, DATA);
    ByteBuffer.wrap(file).order(ByteOrder.BIG_ENDIAN).putLong(HEADER.length());
    refuses(file, "is not a safetensors file", "at most 100000000 are allowed");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001})
  void an_impossible_header_length_is_refused(long length) {
    byte[] file = safetensors(HEADER, DATA);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    refuses(file, "is not a safetensors file", Long.toUnsignedString(length));
  }

  @Test
  void a_header_longer_than_the_file_is_refused() {
    byte[] file = safetensors(HEADER, DATA);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(90_000_000);
    refuses(file, "is truncated within its header");
  }

  @Test
  void a_git_lfs_pointer_is_recognised() {
    refuses(
        ascii("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
        "is a git-lfs pointer",
        "git lfs pull");
  }

  @Test
  void a_pytorch_zip_under_another_name_is_recognised() {
    byte[] zip = Arrays.copyOf(ascii("PK\003\004\0\0\b\b"), 4000);
    refuses(zip, "is a PyTorch pickle file", "convert the checkpoint to safetensors");
  }

  @Test
  void a_bare_pickle_under_another_name_is_recognised() {
    byte[] pickle = Arrays.copyOf(ascii("..ccollections\nOrderedDict\n"), 4000);
    pickle[0] = (byte) 0x80;
    pickle[1] = 2;
    refuses(pickle, "is a PyTorch pickle file");
  }

  @Test
  void a_gguf_file_and_a_web_page_are_recognised() {
    refuses(ascii("GGUF\003\0\0\0\1\0\0\0\0\0\0\0"), "is a GGUF file");
    refuses(ascii("<!DOCTYPE html><html>404</html>"), "is a web page");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]| must begin with '{'",
        "` {}`| must begin with '{'",
        "{} {}| is not valid JSON",
        "{'a':1}| is not valid JSON",
        "{\"a\":1}| 'a' is NUMBER; expected an object",
        "{\"a\":null}| 'a' is NULL; expected an object",
        "{\"a\":{\"dtype\":\"F32\"}}| needs dtype, shape and data_offsets",
        "{\"__metadata__\":{\"n\":1}}| '__metadata__.n' is NUMBER; expected a string",
        "{\"__metadata__\":[]}| expected an object of strings",
        "{| is not valid JSON",
      })
  void a_header_that_is_not_what_the_format_says_is_refused(String header, String message) {
    refuses(safetensors(header, 0), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"F31\"|[1]|[0,4]| has the unknown dtype 'F31'; known are [F64, F32,",
        "4|[1]|[0,4]| 'a.dtype' is NUMBER; expected a string",
        "\"F32\"|[2]|[0,4]| has shape [2] of F32, which are 8 bytes, but data_offsets [0, 4]",
        "\"F32\"|[1]|[4,0]| has data_offsets [4, 0]; expected [begin, end]",
        "\"F32\"|[1]|[0]| has data_offsets [0]; expected [begin, end]",
        "\"F32\"|[1]|[0,4,8]| expected [begin, end]",
        "\"F32\"|[-1]|[0,4]| has -1 in its shape; expected integers from 0",
        "\"F32\"|[1.0]|[0,4]| has 1.0 in its shape",
        "\"F32\"|[1e999999999]|[0,4]| has 1e999999999 in its shape",
        "\"F32\"|[99999999999999999999]|[0,4]| has 99999999999999999999 in its shape",
        "\"F32\"|[4611686018427387904,4]|[0,4]| more than 2^63 bytes",
        "\"F32\"|[\"1\"]|[0,4]| 'a.shape' is STRING; expected a list of integers",
        "\"F32\"|1|[0,4]| 'a.shape' is NUMBER; expected a list of integers",
        "\"F32\"|[1]|[4,8]| begins at byte 4 of the data; expected 0",
      })
  void a_wrong_entry_is_refused_by_name(String type, String shape, String at, String message) {
    String header = "{\"a\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}";
    refuses(safetensors(header.formatted(type, shape, at), 4), message, "'a");
  }

  @Test
  void names_and_keys_that_come_twice_are_refused() {
    String entry = "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
    refuses(
        safetensors("{\"a\":%s,\"a\":%s}".formatted(entry, entry), 0),
        "the header names 'a' twice");
    refuses(
        safetensors("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", 0),
        "tensor 'a' has 'dtype' twice");
    refuses(
        safetensors("{\"a\":{\"dtype\":\"U8\",\"device\":0}}", 0),
        "tensor 'a' has the unknown key 'device'");
  }

  @Test
  void tensors_that_overlap_or_leave_a_gap_are_refused() {
    String header =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[%d,%d]}}";
    refuses(safetensors(header.formatted(3, 7), 7), "'b' begins at byte 3", "expected 4");
    refuses(safetensors(header.formatted(5, 9), 9), "'b' begins at byte 5", "expected 4");
  }

  @Test
  void a_header_that_is_not_utf_8_is_refused() {
    byte[] file = safetensors(HEADER, DATA);
    file[HEADER.indexOf("format") + 8] = (byte) 0xff;
    refuses(file, "is not valid UTF-8");
  }

  @Test
  void deep_nesting_is_refused() {
    refuses(safetensors("{\"a\":" + "[".repeat(100_000), 0), "expected an object");
    refuses(
        safetensors("{\"a\":{\"shape\":" + "[".repeat(100_000), 0), "expected a list of integers");
  }

  @Test
  void all_number_formats_have_their_sizes() throws IOException {
    for (StoredType type : StoredType.values()) {
      String header =
          "{\"a\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%d]}}"
              .formatted(type, 3 * type.bytes());
      assertThat(read(safetensors(header, 3 * type.bytes())).get("a").elements()).isEqualTo(3);
    }
    assertThat(List.of(StoredType.BF16.bytes(), StoredType.I64.bytes())).containsExactly(2, 8);
  }

  private void refuses(byte[] file, String... messageParts) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(folder.resolve("model.safetensors").toString())
        .hasMessageContainingAll(messageParts);
  }

  private Map<String, StoredTensor> read(byte[] bytes) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.write(file, bytes);
    return SafetensorsFile.read(file);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
