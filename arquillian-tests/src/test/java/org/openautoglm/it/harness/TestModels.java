// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The models the server under test has: the project's reference checkpoints, those of the GLM
 * layout with a chat template written here; {@link #LONG}, which can go on for a long time; {@link
 * #MINI}, the one that is bundled; and, where they are at hand, the reference checkpoints with
 * their own templates, named {@code original-…}.
 */
public final class TestModels {
  /** The default model. */
  public static final String GLM = "glm";

  /** A copy of {@link #GLM} whose context is {@link #LONG_CONTEXT} tokens. */
  public static final String LONG = "glm-long";

  public static final int LONG_CONTEXT = 16384;

  /** The model that is bundled, which calls tools. */
  public static final String MINI = "mini";

  /** Models for which {@code templates/glm.jinja} writes the prompts of their references. */
  public static final List<String> CHAT = List.of(GLM, "glm_tied_bf16", "glm4_sharded");

  private static final String ORIGINAL = "original-";

  private TestModels() {}

  /** Makes the folder of models. */
  static void fill(Path models) throws IOException {
    Files.createDirectories(models);
    for (Path checkpoint : committed()) {
      String name = checkpoint.getFileName().toString();
      copy(checkpoint, models.resolve(name));
      if (CHAT.contains(name)) {
        addTemplate(models.resolve(name));
      }
    }
    copyLong(models);
    copy(ServerUnderTest.current().project().resolve("models/autoglm-mini"), models.resolve(MINI));
    if (originalsPresent()) {
      for (Path checkpoint : checkpoints(originals())) {
        copy(checkpoint, models.resolve(ORIGINAL + checkpoint.getFileName()));
      }
    }
  }

  private static void copyLong(Path models) throws IOException {
    Path folder = models.resolve(LONG);
    copy(models.resolve(GLM), folder);
    Path config = folder.resolve("config.json");
    String text = Files.readString(config);
    Files.writeString(
        config,
        text.replace(
            "\"max_position_embeddings\": 256", "\"max_position_embeddings\": " + LONG_CONTEXT));
  }

  /** The reference checkpoints of the project, without chat templates. */
  public static List<Path> committed() throws IOException {
    Path project = ServerUnderTest.current().project();
    return checkpoints(project.resolve("inference-engine/src/test/resources/models"));
  }

  /** Where the reference checkpoints with their own templates are, if they are here at all. */
  public static Path originals() {
    return Path.of(System.getProperty("autoglm.fixtures", "absent")).resolve("models");
  }

  public static boolean originalsPresent() {
    return Files.isDirectory(originals());
  }

  /** The checkpoints with their own templates whose input is text. */
  public static List<Path> originalTextModels() throws IOException {
    return checkpoints(originals()).stream()
        .filter(folder -> !folder.getFileName().toString().equals("glm4v"))
        .toList();
  }

  /** Name under which the server has it. */
  public static String originalName(Path checkpoint) {
    return ORIGINAL + checkpoint.getFileName();
  }

  private static List<Path> checkpoints(Path folder) throws IOException {
    try (Stream<Path> listing = Files.list(folder)) {
      return listing.filter(child -> Files.exists(child.resolve("config.json"))).sorted().toList();
    }
  }

  /** Deletes a folder and what is in it, if it is there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Copies a checkpoint over what may be there. */
  public static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> listing = Files.list(from)) {
      for (Path file : listing.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void addTemplate(Path folder) throws IOException {
    try (InputStream template = TestModels.class.getResourceAsStream("/templates/glm.jinja")) {
      Files.copy(
          template, folder.resolve("chat_template.jinja"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
