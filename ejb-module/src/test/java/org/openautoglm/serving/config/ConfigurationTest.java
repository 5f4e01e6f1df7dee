// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.serving.testing.FakeConfig;

class ConfigurationTest {
  private static final ServerConfig SERVER = ServerConfig.from(new FakeConfig(Map.of()));

  private static FakeConfig config(String... pairs) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int index = 0; index < pairs.length; index += 2) {
      values.put(pairs[index], pairs[index + 1]);
    }
    return new FakeConfig(values);
  }

  @Test
  void withoutAnySettingTheDefaultsHold() {
    FakeConfig nothing = config();
    assertThat(SERVER)
        .isEqualTo(new ServerConfig("http://127.0.0.1:8080", Path.of("data", "autoglm"), ""));
    assertThat(ModelsConfig.from(nothing, SERVER))
        .isEqualTo(new ModelsConfig(Path.of("data", "autoglm", "models"), Optional.empty(), true));
    assertThat(EngineConfig.from(nothing, SERVER))
        .isEqualTo(
            new EngineConfig(
                Path.of("data", "autoglm", "native"),
                0,
                ComputeType.AUTO,
                Optional.empty(),
                OptionalInt.empty(),
                16));
    assertThat(AdmissionConfig.from(nothing)).isEqualTo(new AdmissionConfig(1024));
  }

  @Test
  void everyKeyIsRead() {
    FakeConfig all =
        config(
            "autoglm.http.address", "http://10.0.0.1:80",
            "autoglm.data.directory", "/var/autoglm",
            "autoglm.models.directory", "/models",
            "autoglm.default-model", "glm",
            "autoglm.preload", "false",
            "autoglm.engine.native-cache", "/cache",
            "autoglm.engine.threads", "4",
            "autoglm.dtype", "bf16",
            "autoglm.device", "gpu:0",
            "autoglm.cache.tokens", "4096",
            "autoglm.batch.sequences", "32",
            "autoglm.queue.limit", "7");
    ServerConfig server = ServerConfig.from(all);
    assertThat(server)
        .isEqualTo(new ServerConfig("http://10.0.0.1:80", Path.of("/var/autoglm"), ""));
    assertThat(ModelsConfig.from(all, server))
        .isEqualTo(new ModelsConfig(Path.of("/models"), Optional.of("glm"), false));
    assertThat(EngineConfig.from(all, server))
        .isEqualTo(
            new EngineConfig(
                Path.of("/cache"),
                4,
                ComputeType.BFLOAT16,
                Optional.of("gpu:0"),
                OptionalInt.of(4096),
                32));
    assertThat(AdmissionConfig.from(all)).isEqualTo(new AdmissionConfig(7));
    assertThat(all.values().keySet())
        .containsExactlyInAnyOrderElementsOf(
            ConfigurationCheck.knownKeys().stream().map(ConfigurationKey::name).toList());
  }

  @Test
  void theDataFolderFollowsTheServers() {
    assertThat(ServerConfig.from(config("jboss.server.data.dir", "/srv")).dataDirectory())
        .isEqualTo(Path.of("/srv/autoglm"));
  }

  @Test
  void aValueThatCannotBeUsedIsRefusedNamingKeyAndRange() {
    assertThatThrownBy(() -> AdmissionConfig.from(config("autoglm.queue.limit", "0")))
        .hasMessage("autoglm.queue.limit is '0': allowed is 1 to 1000000.");
    assertThatThrownBy(() -> AdmissionConfig.from(config("autoglm.queue.limit", "many")))
        .hasMessage("autoglm.queue.limit is 'many': a whole number is expected.");
    assertThatThrownBy(() -> EngineConfig.from(config("autoglm.dtype", "int3"), SERVER))
        .hasMessage(
            "autoglm.dtype is 'int3': allowed are auto, float32, bfloat16, float16, int8 and int4.");
    assertThatThrownBy(() -> EngineConfig.from(config("autoglm.device", "gpu"), SERVER))
        .hasMessage("autoglm.device is 'gpu': allowed are cpu and gpu:N.");
    assertThatThrownBy(() -> ModelsConfig.from(config("autoglm.preload", "yes"), SERVER))
        .hasMessageContaining("autoglm.preload is 'yes': allowed are true and false");
  }

  @Test
  void everyNumberFormatIsTakenAndToldOf() {
    assertThat(ComputeType.values())
        .allSatisfy(
            type -> {
              assertThat(EngineConfig.from(config("autoglm.dtype", type.toString()), SERVER))
                  .returns(type, EngineConfig::computeType);
              assertThat(EngineConfig.DTYPE.description()).contains(type.toString());
            });
  }

  @Test
  void keysNobodyReadsAreFound() {
    assertThat(
            ConfigurationCheck.unknownKeys(
                config(
                    "autoglm.quue.limit", "3",
                    "autoglm.queue.limit", "3",
                    "autoglm.http.heartbeat", "PT1S",
                    "autoglm.database.password", "x",
                    "java.home", "/java")))
        .containsExactly("autoglm.quue.limit");
  }

  @Test
  void everyKeyIsDocumented() {
    assertThat(ConfigurationCheck.knownKeys())
        .allSatisfy(
            key -> {
              assertThat(key.defaultValue()).isNotBlank();
              assertThat(key.description()).endsWith(".");
            });
  }
}
