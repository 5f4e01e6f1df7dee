// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.config.EngineConfig;
import org.openautoglm.serving.config.ServerConfig;
import org.openautoglm.serving.testing.FakeConfig;

class MemoryPlanTest {
  private static final long PLENTY = 1L << 50;
  private static final long WEIGHTS = 1_000_000;
  private static final long PER_TOKEN = 100;

  private static ModelInfo model(String storedType, int context) {
    return new ModelInfo(
        "GlmForCausalLM", 1, 1, 1, context, 1, storedType, WEIGHTS, PER_TOKEN, true);
  }

  private static MemoryPlan plan(ModelInfo info, Map<String, String> config, long device) {
    FakeConfig values = new FakeConfig(config);
    return MemoryPlan.of("glm", info, EngineConfig.from(values, ServerConfig.from(values)), device);
  }

  @Test
  void theCacheHoldsFourContextsWithinItsCap() {
    assertThat(plan(model("F32", 1_000), Map.of(), PLENTY))
        .isEqualTo(new MemoryPlan(4_000, WEIGHTS + 4_000 * PER_TOKEN));
    assertThat(plan(model("F32", 32_768), Map.of(), PLENTY).cacheTokens()).isEqualTo(65_536);
  }

  @Test
  void oneFullContextIsPlannedEvenBeyondTheCap() {
    assertThat(plan(model("F32", 131_072), Map.of(), PLENTY).cacheTokens()).isEqualTo(131_072);
  }

  @Test
  void theConfiguredCacheIsTaken() {
    assertThat(
            plan(model("F32", 1_000), Map.of("autoglm.cache.tokens", "77"), PLENTY).cacheTokens())
        .isEqualTo(77);
  }

  @Test
  void theCacheShrinksToWhatTheDeviceHolds() {
    assertThat(plan(model("F32", 1_000), Map.of(), WEIGHTS + 300 * PER_TOKEN + 50))
        .isEqualTo(new MemoryPlan(300, WEIGHTS + 300 * PER_TOKEN));
  }

  @Test
  void aModelThatCanNeverFitIsRefusedWithTheNumbers() {
    assertThatThrownBy(() -> plan(model("F32", 1_000), Map.of(), WEIGHTS))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_DEVICE))
        .hasMessageContaining("1 MiB");
  }

  @Test
  void weightsAreCountedInTheFormatTheyAreComputedIn() {
    assertThat(weights("BF16", "auto")).isEqualTo(WEIGHTS);
    assertThat(weights("BF16", "float32")).isEqualTo(2 * WEIGHTS);
    assertThat(weights("F16", "auto")).isEqualTo(2 * WEIGHTS);
    assertThat(weights("F16", "bfloat16")).isEqualTo(WEIGHTS);
    assertThat(weights("F32", "auto")).isEqualTo(WEIGHTS);
    assertThat(weights("F32", "bfloat16")).isEqualTo(WEIGHTS / 2);
  }

  @Test
  void quantisedWeightsAreCountedWithTheirScalesAndTheEmbeddingAsItIsStored() {
    int vocabulary = 100;
    int hidden = 64;
    long parameters = 320_000;
    ModelInfo info =
        new ModelInfo(
            "GlmForCausalLM",
            2,
            hidden,
            vocabulary,
            1_000,
            parameters,
            "BF16",
            2 * parameters,
            PER_TOKEN,
            true);
    long embedding = 2L * vocabulary * hidden;
    long cache = 4_000 * PER_TOKEN / 2;

    assertThat(plan(info, Map.of("autoglm.dtype", "int8"), PLENTY))
        .isEqualTo(new MemoryPlan(4_000, 340_000 + embedding + cache));
    assertThat(plan(info, Map.of("autoglm.dtype", "int4"), PLENTY))
        .isEqualTo(new MemoryPlan(4_000, 180_000 + embedding + cache));
  }

  @Test
  void aCacheOfHalfPrecisionHoldsTwiceTheTokensOnAFullDevice() {
    Map<String, String> int8 = Map.of("autoglm.dtype", "int8");
    long weights = plan(model("F32", 1_000), int8, PLENTY).bytes() - 4_000 * PER_TOKEN / 2;

    assertThat(plan(model("F32", 1_000), int8, weights + 300 * PER_TOKEN).cacheTokens())
        .isEqualTo(600);
  }

  private static long weights(String storedType, String dtype) {
    MemoryPlan plan = plan(model(storedType, 1_000), Map.of("autoglm.dtype", dtype), PLENTY);
    return plan.bytes() - plan.cacheTokens() * PER_TOKEN;
  }
}
