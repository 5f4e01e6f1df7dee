// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.openautoglm.engine.api.CheckpointException;

/** Reads the JSON files of a checkpoint, strictly. */
final class JsonFile {
  private static final long LARGEST = 100_000_000;

  private JsonFile() {}

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws CheckpointException naming the file when it is missing, unreadable or anything else
   */
  static JsonObject object(Path file) {
    String text = text(file);
    try (JsonReader reader = reader(text)) {
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new CheckpointException(file + ": has text after its JSON value");
      }
      if (!element.isJsonObject()) {
        throw new CheckpointException(
            file + ": expected a JSON object, found " + Config.kind(element));
      }
      return element.getAsJsonObject();
    } catch (JsonParseException | IllegalStateException | IOException e) {
      throw malformed(file.toString(), e);
    }
  }

  static JsonReader reader(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    return reader;
  }

  static CheckpointException malformed(String where, Exception e) {
    Throwable cause = e.getCause() instanceof MalformedJsonException ? e.getCause() : e;
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new CheckpointException(where + ": is not valid JSON: " + reason, e);
  }

  static String decode(String where, byte[] bytes, int offset, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException(where + ": is not valid UTF-8", e);
    }
  }

  private static String text(Path file) {
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new CheckpointException(
            file + ": has " + size + " bytes; at most " + LARGEST + " are expected");
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == 0) {
        throw new CheckpointException(file + ": is empty");
      }
      byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, FileSignature.LENGTH));
      FileSignature.foreign(head)
          .ifPresent(
              found -> {
                throw new CheckpointException(file + ": " + found);
              });
      return decode(file.toString(), bytes, 0, bytes.length);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file + ": is missing", e);
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read: " + e, e);
    }
  }
}
