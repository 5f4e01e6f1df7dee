// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;

/**
 * A checkpoint folder of random BF16 weights, with a tokenizer, so that a server can serve it too.
 * The same seed gives the same bytes.
 */
final class SyntheticCheckpoint {
  /** Size 2^-7 to 2^-5, both signs: activations keep their size from layer to layer. */
  private static final long KEPT_BITS = 0x80FF_80FF_80FF_80FFL;

  private static final long SET_BITS = 0x3C00_3C00_3C00_3C00L;
  private static final short ONE = 0x3F80;
  private static final int BUFFER = 8 << 20;

  private SyntheticCheckpoint() {}

  /**
   * Writes the checkpoint unless it is there.
   *
   * @param progress receives the written fraction
   */
  static void write(Path folder, SyntheticModel.Shape shape, long seed, DoubleConsumer progress)
      throws IOException {
    Path weights = folder.resolve("model.safetensors");
    if (Files.exists(weights)) {
      return;
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), shape.json());
    Files.writeString(
        folder.resolve("tokenizer.json"), new Gson().toJson(tokenizer(shape.vocabulary())));
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{% for message in messages %}{{ message.content }} {% endfor %}");
    Path unfinished = folder.resolve("model.safetensors.part");
    try (FileChannel file =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      file.write(header(shape.tensors()));
      tensors(file, shape.tensors(), new SplittableRandom(seed), progress);
    }
    Files.move(unfinished, weights, StandardCopyOption.ATOMIC_MOVE);
  }

  private static ByteBuffer header(Map<String, List<Long>> tensors) {
    JsonObject header = new JsonObject();
    long at = 0;
    for (Map.Entry<String, List<Long>> tensor : tensors.entrySet()) {
      JsonArray shape = new JsonArray();
      tensor.getValue().forEach(shape::add);
      JsonArray offsets = new JsonArray();
      offsets.add(at);
      at += bytes(tensor.getValue());
      offsets.add(at);
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", "BF16");
      entry.add("shape", shape);
      entry.add("data_offsets", offsets);
      header.add(tensor.getKey(), entry);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    return out.putLong(json.length).put(json).flip();
  }

  private static long bytes(List<Long> shape) {
    return 2 * shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  private static void tensors(
      FileChannel file,
      Map<String, List<Long>> tensors,
      SplittableRandom random,
      DoubleConsumer progress)
      throws IOException {
    long all = tensors.values().stream().mapToLong(SyntheticCheckpoint::bytes).sum();
    long written = 0;
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    for (Map.Entry<String, List<Long>> tensor : tensors.entrySet()) {
      boolean norm = tensor.getValue().size() == 1 && tensor.getKey().endsWith(".weight");
      long left = bytes(tensor.getValue());
      while (left > 0) {
        buffer.clear().limit((int) Math.min(left, BUFFER));
        fill(buffer, norm, random);
        left -= buffer.flip().limit();
        written += buffer.limit();
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
        progress.accept((double) written / all);
      }
    }
  }

  private static void fill(ByteBuffer buffer, boolean norm, SplittableRandom random) {
    while (buffer.remaining() >= Long.BYTES) {
      long four = ONE * 0x1_0001_0001_0001L;
      buffer.putLong(norm ? four : random.nextLong() & KEPT_BITS | SET_BITS);
    }
    while (buffer.hasRemaining()) {
      buffer.putShort(norm ? ONE : (short) (random.nextInt() & KEPT_BITS | SET_BITS));
    }
  }

  /** Bytes are the first 256 words, made-up words follow, the last one ends a text. */
  private static JsonObject tokenizer(int vocabulary) {
    JsonObject words = new JsonObject();
    int extra = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
      words.addProperty(String.valueOf((char) (printable ? value : extra++)), value);
    }
    for (int word = 256; word < vocabulary - 1; word++) {
      words.addProperty("\u0120w" + word, word);
    }
    JsonObject model = new JsonObject();
    model.addProperty("type", "BPE");
    model.add("vocab", words);
    model.add("merges", new JsonArray());
    JsonObject end = new JsonObject();
    end.addProperty("id", vocabulary - 1);
    end.addProperty("content", "<|endoftext|>");
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      end.addProperty(flag, false);
    }
    end.addProperty("special", true);
    JsonArray added = new JsonArray();
    added.add(end);
    JsonObject tokenizer = new JsonObject();
    tokenizer.addProperty("version", "1.0");
    tokenizer.add("added_tokens", added);
    tokenizer.add("pre_tokenizer", byteLevel());
    tokenizer.add("decoder", byteLevel());
    tokenizer.add("model", model);
    return tokenizer;
  }

  private static JsonObject byteLevel() {
    JsonObject level = new JsonObject();
    level.addProperty("type", "ByteLevel");
    level.addProperty("add_prefix_space", false);
    level.addProperty("trim_offsets", true);
    level.addProperty("use_regex", true);
    return level;
  }
}
