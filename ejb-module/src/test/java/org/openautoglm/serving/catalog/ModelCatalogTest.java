// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.config.ModelsConfig;
import org.openautoglm.serving.testing.FakeEngine;

class ModelCatalogTest {
  @TempDir private Path folder;
  private final FakeEngine engine = new FakeEngine();
  private final AtomicInteger inspections = new AtomicInteger();

  private ModelCatalog catalog(String defaultModel) {
    return new ModelCatalog(
        new ModelsConfig(folder, Optional.ofNullable(defaultModel), true), this::inspect);
  }

  private ModelInfo inspect(Path checkpoint) {
    inspections.incrementAndGet();
    return engine.inspect(checkpoint);
  }

  private Path write(String name, String file, String content) throws IOException {
    Path path = folder.resolve(name).resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, content);
  }

  @Test
  void everySubFolderWithAConfigIsAModelAndNothingElse() throws IOException {
    write("zeta", "config.json", "fine");
    write("alpha", "config.json", "fine");
    write(".cache", "config.json", "fine");
    write("notes", "readme.txt", "no model");
    Files.writeString(folder.resolve("config.json"), "a file beside the models");

    assertThat(catalog(null).entries())
        .extracting(CatalogEntry::name)
        .containsExactly("alpha", "zeta");
  }

  @Test
  void aLinkIsAsGoodAsAFolder(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("config.json"), "fine");
    Files.createSymbolicLink(folder.resolve("linked"), elsewhere);
    Files.createSymbolicLink(folder.resolve("dangling"), elsewhere.resolve("nowhere"));

    assertThat(catalog(null).entries()).extracting(CatalogEntry::name).containsExactly("linked");
  }

  @Test
  void modelsComeAndGoWithTheirFolders() throws IOException {
    ModelCatalog catalog = catalog(null);
    assertThat(catalog.entries()).isEmpty();
    Path config = write("late", "config.json", "fine");
    assertThat(catalog.resolve("late").name()).isEqualTo("late");
    Files.delete(config);
    assertThatThrownBy(() -> catalog.resolve("late"))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND));
  }

  @Test
  void aMissingModelFolderHoldsNoModels() {
    ModelCatalog catalog =
        new ModelCatalog(
            new ModelsConfig(folder.resolve("none"), Optional.empty(), true), this::inspect);
    assertThat(catalog.entries()).isEmpty();
    assertThatThrownBy(() -> catalog.resolve(null)).hasMessageContaining("No model is installed");
  }

  @Test
  void theDefaultIsTheConfiguredOneElseTheFirstByName() throws IOException {
    write("b", "config.json", "fine");
    write("a", "config.json", "fine");
    assertThat(catalog(null).resolve(null).name()).isEqualTo("a");
    assertThat(catalog("b").resolve(null).name()).isEqualTo("b");
    assertThat(catalog("b").defaultModel()).get().extracting(CatalogEntry::name).isEqualTo("b");
    assertThat(catalog("c").defaultModel()).isEmpty();
    assertThatThrownBy(() -> catalog("c").resolve(null))
        .hasMessage("The model 'c' does not exist. Available models: a, b.");
  }

  @Test
  void aHalfWrittenCheckpointIsBrokenUntilItsFilesChange() throws IOException {
    write("glm", "config.json", "broken for now");
    ModelCatalog catalog = catalog(null);
    assertThat(catalog.entries().get(0).problem())
        .isEqualTo("config.json: expected an architecture, found none");
    catalog.entries();
    assertThat(inspections).hasValue(1);

    write("glm", "config.json", "fine");
    assertThat(catalog.resolve("glm").isBroken()).isFalse();
    assertThat(inspections).hasValue(2);
  }

  @Test
  void theVersionFollowsNamesSizesAndContents() throws IOException {
    write("glm", "config.json", "fine");
    ModelCatalog catalog = catalog(null);
    String first = version(catalog);
    assertThat(first).hasSize(12).isEqualTo(version(catalog));

    write("glm", "tokenizer.json", "{}");
    String second = version(catalog);
    write("glm", "tokenizer.json", "[]");
    String third = version(catalog);
    safetensors("{\"a\":1}", 10);
    String fourth = version(catalog);
    safetensors("{\"a\":2}", 10);
    String fifth = version(catalog);
    safetensorsPrefix("{\"a\":2}".length(), "{\"a\":2}" + "v".repeat(10));
    String sixth = version(catalog);
    assertThat(java.util.Set.of(first, second, third, fourth, fifth, sixth)).hasSize(6);
  }

  @Test
  void aSafetensorsFileCutWithinItsHeaderHasAVersionToo() throws IOException {
    write("glm", "config.json", "fine");
    write("glm", "model.safetensors", "abc");
    assertThat(version(catalog(null))).hasSize(12);
    safetensorsPrefix(Long.MAX_VALUE, "{}");
    assertThat(version(catalog(null))).hasSize(12);
  }

  private String version(ModelCatalog catalog) {
    return catalog.resolve("glm").key().version();
  }

  private void safetensors(String header, int weights) throws IOException {
    safetensorsPrefix(header.length(), header + "w".repeat(weights));
  }

  private void safetensorsPrefix(long length, String rest) throws IOException {
    byte[] body = rest.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file = ByteBuffer.allocate(Long.BYTES + body.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(length).put(body);
    Files.write(folder.resolve("glm").resolve("model.safetensors"), file.array());
  }

  @Test
  void anEngineThatIsMissingIsNotHeldAgainstTheModel() throws IOException {
    write("glm", "config.json", "fine");
    boolean[] missing = {true};
    ModelCatalog catalog =
        new ModelCatalog(
            new ModelsConfig(folder, Optional.empty(), true),
            checkpoint -> {
              if (missing[0]) {
                throw new ServingException(ErrorCode.ENGINE_UNAVAILABLE, "no engine");
              }
              return engine.inspect(checkpoint);
            });
    assertThat(catalog.entries().get(0).problem()).isEqualTo("no engine");
    missing[0] = false;
    assertThat(catalog.entries().get(0).isBroken()).isFalse();
  }
}
