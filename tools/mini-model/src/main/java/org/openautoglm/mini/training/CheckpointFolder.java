// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openautoglm.engine.checkpoint.MappedRows;
import org.openautoglm.engine.checkpoint.SafetensorsFile;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.mini.corpus.Corpus;
import org.openautoglm.mini.corpus.Example;
import org.openautoglm.mini.tokenizer.BytePairTrainer;
import org.openautoglm.mini.tokenizer.TokenizerFile;

/** The checkpoint that is made, in Hugging Face's layout. */
final class CheckpointFolder {
  private static final String TEMPLATE = "chat_template.jinja";
  private static final String WEIGHTS = "model.safetensors";
  private static final int BYTES_PER_WEIGHT = 2;

  private final Path folder;
  private final ModelShape shape;

  CheckpointFolder(Path folder, ModelShape shape) {
    this.folder = folder;
    this.shape = shape;
  }

  /**
   * Learns the vocabulary from examples and writes everything but the weights; old ones are
   * deleted.
   *
   * @param merges most pairs of tokens that become one
   * @param characters that are words in any case
   */
  void writeTokenizer(Iterable<Example> examples, int merges, List<String> characters)
      throws IOException {
    Files.createDirectories(folder);
    deleteWeights(folder);
    BytePairTrainer trainer = new BytePairTrainer();
    for (Example example : examples) {
      example.messages().forEach(message -> trainer.add((String) message.get("content")));
      trainer.add(example.answer());
    }
    TokenizerFile tokenizer =
        new TokenizerFile(shape.vocabulary(), trainer.train(merges), characters);
    tokenizer.write(folder);
    writeTemplate(folder);
    int[] ends = {
      tokenizer.idOf("<|endoftext|>"), tokenizer.idOf("<|user|>"), tokenizer.idOf("<|observation|>")
    };
    writeJson("config.json", shape.config(ends));
    JsonObject generation = new JsonObject();
    generation.add("eos_token_id", shape.config(ends).get("eos_token_id"));
    generation.addProperty("do_sample", false);
    generation.addProperty("pad_token_id", ends[0]);
    writeJson("generation_config.json", generation);
  }

  /**
   * Gives everything but the weights to another folder, whose old ones are deleted. The chat
   * template is the one that is taught now.
   */
  void copyTokenizer(Path other) throws IOException {
    Files.createDirectories(other);
    writeTemplate(other);
    if (Files.isSameFile(folder, other)) {
      return;
    }
    deleteWeights(other);
    for (String name :
        List.of(
            "tokenizer.json", "tokenizer_config.json", "config.json", "generation_config.json")) {
      Files.copy(folder.resolve(name), other.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void writeTemplate(Path folder) throws IOException {
    try (InputStream template = Corpus.class.getResourceAsStream(TEMPLATE)) {
      Files.copy(template, folder.resolve(TEMPLATE), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void writeJson(String name, JsonObject json) throws IOException {
    Files.writeString(
        folder.resolve(name), new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
  }

  /** With another vocabulary they would load and talk nonsense. */
  private static void deleteWeights(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(WEIGHTS));
  }

  /** Writes the weights, rounded to bfloat16. */
  void writeWeights(TrainingModule module) throws IOException {
    Map<ModelShape.Trained, float[]> values = new EnumMap<>(ModelShape.Trained.class);
    for (ModelShape.Trained trained : ModelShape.Trained.values()) {
      values.put(trained, module.values(trained));
    }
    byte[] header = header();
    ByteBuffer file =
        ByteBuffer.allocate(
                Math.toIntExact(Long.BYTES + header.length + BYTES_PER_WEIGHT * shape.parameters()))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header);
    for (ModelShape.Stored tensor : shape.stored().values()) {
      float[] source = values.get(tensor.from());
      for (int i = 0; i < tensor.elements(); i++) {
        file.putShort(bfloat16(source[tensor.offset() + i]));
      }
    }
    Path unfinished = folder.resolve(WEIGHTS + ".part");
    Files.write(unfinished, file.array());
    Files.move(unfinished, folder.resolve(WEIGHTS), StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads weights that were written before.
   *
   * @return what is trained, in row-major order
   * @throws IOException when a tensor is missing or has another size
   */
  Function<ModelShape.Trained, float[]> readWeights() throws IOException {
    Map<String, StoredTensor> file = SafetensorsFile.read(folder.resolve(WEIGHTS));
    Map<ModelShape.Trained, float[]> values = new EnumMap<>(ModelShape.Trained.class);
    for (Map.Entry<String, ModelShape.Stored> stored : shape.stored().entrySet()) {
      ModelShape.Stored tensor = stored.getValue();
      float[] all = values.computeIfAbsent(tensor.from(), from -> new float[shape.elements(from)]);
      StoredTensor read = file.get(stored.getKey());
      if (read == null || read.elements() != tensor.elements()) {
        throw new IOException(folder + ": " + stored.getKey() + " is missing or has another size");
      }
      int at = tensor.offset();
      for (MappedRows rows : read.map()) {
        ByteBuffer bytes = rows.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
          all[at++] = Float.intBitsToFloat(bytes.getShort() << 16);
        }
      }
    }
    return values::get;
  }

  private byte[] header() {
    JsonObject header = new JsonObject();
    JsonObject metadata = new JsonObject();
    metadata.addProperty("format", "pt");
    header.add("__metadata__", metadata);
    int at = 0;
    for (Map.Entry<String, ModelShape.Stored> tensor : shape.stored().entrySet()) {
      JsonArray dimensions = new JsonArray();
      for (int size : tensor.getValue().dimensions()) {
        dimensions.add(size);
      }
      JsonArray offsets = new JsonArray();
      offsets.add(at);
      at += BYTES_PER_WEIGHT * tensor.getValue().elements();
      offsets.add(at);
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", "BF16");
      entry.add("shape", dimensions);
      entry.add("data_offsets", offsets);
      header.add(tensor.getKey(), entry);
    }
    String json = header.toString();
    return (json + " ".repeat((8 - json.length() % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  /** Rounded to nearest, ties to even. */
  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
  }
}
