// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.tokenizer;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes {@code tokenizer.json} and {@code tokenizer_config.json} in Hugging Face's format. */
public final class TokenizerFile {
  /** The family's special tokens; their ids follow those of the words. */
  static final List<String> SPECIAL =
      List.of(
          "<|endoftext|>",
          "[gMASK]",
          "<sop>",
          "<|system|>",
          "<|user|>",
          "<|assistant|>",
          "<|observation|>");

  /** Tokens that are part of an answer's text. */
  static final List<String> MARKS =
      List.of(
          "<tool_call>", "</tool_call>", "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>");

  private final List<BytePairTrainer.Merge> merges;

  /** What every word's bytes are spelt as, by its id. */
  private final List<String> words;

  /**
   * @param vocabulary ids there are; those that are not needed stay free, behind all others
   * @param characters that are tokens in any case, whether merges make them or not
   */
  public TokenizerFile(
      int vocabulary, List<BytePairTrainer.Merge> merges, List<String> characters) {
    this.merges = merges;
    this.words = words(merges, characters);
    int needed = words.size() + SPECIAL.size() + MARKS.size();
    if (needed > vocabulary) {
      throw new IllegalArgumentException(
          needed + " words do not fit into a vocabulary of " + vocabulary);
    }
  }

  private static List<String> words(List<BytePairTrainer.Merge> merges, List<String> characters) {
    List<String> words = new ArrayList<>(byteAlphabet());
    for (BytePairTrainer.Merge merge : merges) {
      if (merge.token() == words.size()) {
        words.add(words.get(merge.left()) + words.get(merge.right()));
      }
    }
    Set<String> known = new HashSet<>(words);
    for (String character : characters) {
      String word = spelled(character);
      if (known.add(word)) {
        words.add(word);
      }
    }
    return words;
  }

  /** The id of a special token. The library numbers them behind the words, whatever a file says. */
  public int idOf(String special) {
    return words.size() + SPECIAL.indexOf(special);
  }

  public void write(Path folder) throws IOException {
    JsonObject tokenizer = new JsonObject();
    tokenizer.addProperty("version", "1.0");
    JsonArray added = new JsonArray();
    JsonObject decoder = new JsonObject();
    List<String> tokens = new ArrayList<>(SPECIAL);
    tokens.addAll(MARKS);
    for (String token : tokens) {
      int id = words.size() + tokens.indexOf(token);
      JsonObject entry = addedToken(token, SPECIAL.contains(token));
      decoder.add(String.valueOf(id), entry.deepCopy());
      entry.addProperty("id", id);
      added.add(entry);
    }
    tokenizer.add("added_tokens", added);
    tokenizer.add("pre_tokenizer", preTokenizer());
    tokenizer.add("decoder", byteLevel());
    tokenizer.add("model", model());
    var gson = new GsonBuilder().disableHtmlEscaping().create();
    Files.writeString(folder.resolve("tokenizer.json"), gson.toJson(tokenizer) + "\n");
    JsonObject config = new JsonObject();
    config.add("added_tokens_decoder", decoder);
    config.addProperty("clean_up_tokenization_spaces", false);
    config.addProperty("eos_token", "<|endoftext|>");
    config.addProperty("pad_token", "<|endoftext|>");
    config.addProperty("tokenizer_class", "PreTrainedTokenizerFast");
    Files.writeString(folder.resolve("tokenizer_config.json"), gson.toJson(config) + "\n");
  }

  private static JsonObject addedToken(String token, boolean special) {
    JsonObject entry = new JsonObject();
    entry.addProperty("content", token);
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      entry.addProperty(flag, false);
    }
    entry.addProperty("special", special);
    return entry;
  }

  private static JsonObject preTokenizer() {
    JsonObject pattern = new JsonObject();
    pattern.addProperty("Regex", WordSplit.PATTERN);
    JsonObject split = new JsonObject();
    split.addProperty("type", "Split");
    split.add("pattern", pattern);
    split.addProperty("behavior", "Isolated");
    split.addProperty("invert", false);
    JsonArray steps = new JsonArray();
    steps.add(split);
    steps.add(byteLevel());
    JsonObject sequence = new JsonObject();
    sequence.addProperty("type", "Sequence");
    sequence.add("pretokenizers", steps);
    return sequence;
  }

  private static JsonObject byteLevel() {
    JsonObject level = new JsonObject();
    level.addProperty("type", "ByteLevel");
    level.addProperty("add_prefix_space", false);
    level.addProperty("trim_offsets", true);
    level.addProperty("use_regex", false);
    return level;
  }

  private JsonObject model() {
    JsonArray pairs = new JsonArray();
    for (BytePairTrainer.Merge merge : merges) {
      JsonArray pair = new JsonArray();
      pair.add(words.get(merge.left()));
      pair.add(words.get(merge.right()));
      pairs.add(pair);
    }
    JsonObject ids = new JsonObject();
    for (int id = 0; id < words.size(); id++) {
      ids.addProperty(words.get(id), id);
    }
    JsonObject model = new JsonObject();
    model.addProperty("type", "BPE");
    model.add("vocab", ids);
    model.add("merges", pairs);
    // what is a word as a whole is not put together by merges
    model.addProperty("ignore_merges", true);
    return model;
  }

  private static String spelled(String text) {
    List<String> alphabet = byteAlphabet();
    StringBuilder spelled = new StringBuilder();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      spelled.append(alphabet.get(value & 0xFF));
    }
    return spelled.toString();
  }

  /** How bytes are spelt in byte-level vocabularies: GPT-2, {@code bytes_to_unicode}. */
  private static List<String> byteAlphabet() {
    List<String> alphabet = new ArrayList<>();
    char next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
      alphabet.add(String.valueOf(printable ? (char) value : next++));
    }
    return alphabet;
  }
}
