// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code decoder} of a {@code tokenizer.json} as steps that can work incrementally.
 *
 * @param complete whether the steps are all of it; if not, only whole sequences can be decoded
 */
record DecoderPipeline(List<DecoderStep> steps, boolean complete) {

  DecoderPipeline {
    steps = List.copyOf(steps);
  }

  /**
   * Reads a decoder.
   *
   * @throws IllegalArgumentException when it is malformed
   */
  static DecoderPipeline parse(JsonElement decoder) {
    if (decoder == null || decoder.isJsonNull()) {
      return new DecoderPipeline(List.of(new TextSteps.Separate()), true);
    }
    Reader reader = new Reader();
    try {
      reader.read(decoder.getAsJsonObject());
    } catch (IllegalStateException | NullPointerException | UnsupportedOperationException e) {
      throw new IllegalArgumentException("its decoder is malformed: " + e.getMessage(), e);
    }
    return new DecoderPipeline(reader.steps, reader.complete);
  }

  /** The bytes a token stands for in the middle of a text. */
  byte[] bytes(String token) {
    String text = token;
    for (DecoderStep step : steps) {
      byte[] bytes = step.bytes(text);
      if (bytes != null) {
        return bytes;
      }
      text = step.inMiddle(text);
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Reader {
    private final List<DecoderStep> steps = new ArrayList<>();
    private boolean fused;
    private boolean complete = true;

    void read(JsonObject decoder) {
      switch (decoder.get("type").getAsString()) {
        case "Sequence" -> {
          for (JsonElement each : decoder.getAsJsonArray("decoders")) {
            read(each.getAsJsonObject());
          }
        }
        case "ByteLevel" -> addPerToken(new ByteSteps.ByteLevel(), true);
        case "ByteFallback" -> addPerToken(new ByteSteps.ByteFallback(), false);
        case "Fuse" -> addFusing(new TextSteps.Fuse());
        case "Strip" -> readStrip(decoder);
        case "Replace" -> readReplace(decoder);
        case "Metaspace" -> readMetaspace(decoder);
        case "WordPiece" ->
            addPerToken(
                new TextSteps.WordPiece(
                    decoder.get("prefix").getAsString(), decoder.get("cleanup").getAsBoolean()),
                false);
        case "BPEDecoder" ->
            addPerToken(new TextSteps.WordEnd(decoder.get("suffix").getAsString()), false);
        default -> complete = false;
      }
    }

    private void readStrip(JsonObject decoder) {
      String content = decoder.get("content").getAsString();
      if (content.length() != 1) {
        complete = false;
        return;
      }
      int start = decoder.get("start").getAsInt();
      int stop = decoder.get("stop").getAsInt();
      steps.add(new TextSteps.Strip(content.charAt(0), start, stop, fused));
    }

    private void readReplace(JsonObject decoder) {
      JsonObject pattern = decoder.getAsJsonObject("pattern");
      if (!pattern.has("String")) {
        complete = false;
        return;
      }
      String literal = pattern.get("String").getAsString();
      DecoderStep step = new TextSteps.Replace(literal, decoder.get("content").getAsString());
      if (fused && literal.codePointCount(0, literal.length()) == 1) {
        steps.add(step);
      } else {
        addPerToken(step, false);
      }
    }

    private void readMetaspace(JsonObject decoder) {
      String replacement = decoder.get("replacement").getAsString();
      if (replacement.length() != 1) {
        complete = false;
        return;
      }
      boolean never =
          decoder.has("prepend_scheme")
              ? decoder.get("prepend_scheme").getAsString().equals("never")
              : decoder.has("add_prefix_space") && !decoder.get("add_prefix_space").getAsBoolean();
      addPerToken(new TextSteps.Metaspace(replacement.charAt(0), !never), false);
    }

    /** A step that must see whole tokens cannot work incrementally on pieces of a fused one. */
    private void addPerToken(DecoderStep step, boolean fuses) {
      complete &= !fused;
      steps.add(step);
      fused |= fuses;
    }

    private void addFusing(DecoderStep step) {
      steps.add(step);
      fused = true;
    }
  }
}
