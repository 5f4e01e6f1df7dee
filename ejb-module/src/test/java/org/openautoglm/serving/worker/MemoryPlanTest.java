// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.ModelMemory;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.config.EngineConfig;
import org.openautoglm.serving.config.ServerConfig;
import org.openautoglm.serving.testing.FakeConfig;

class MemoryPlanTest {
  private static final long PLENTY = 1L << 50;
  private static final long WEIGHTS = 1_000_000;
  private static final long PER_TOKEN = 100;

  private static MemoryPlan plan(int context, Map<String, String> config, long device) {
    FakeConfig values = new FakeConfig(config);
    return MemoryPlan.of(
        "glm",
        new ModelMemory(WEIGHTS, PER_TOKEN),
        context,
        EngineConfig.from(values, ServerConfig.from(values)),
        device);
  }

  @Test
  void theCacheHoldsFourContextsWithinItsCap() {
    assertThat(plan(1_000, Map.of(), PLENTY))
        .isEqualTo(new MemoryPlan(4_000, WEIGHTS + 4_000 * PER_TOKEN));
    assertThat(plan(32_768, Map.of(), PLENTY).cacheTokens()).isEqualTo(65_536);
  }

  @Test
  void oneFullContextIsPlannedEvenBeyondTheCap() {
    assertThat(plan(131_072, Map.of(), PLENTY).cacheTokens()).isEqualTo(131_072);
  }

  @Test
  void theConfiguredCacheIsTaken() {
    assertThat(plan(1_000, Map.of("autoglm.cache.tokens", "77"), PLENTY).cacheTokens())
        .isEqualTo(77);
  }

  @Test
  void theCacheShrinksToWhatTheDeviceHolds() {
    assertThat(plan(1_000, Map.of(), WEIGHTS + 300 * PER_TOKEN + 50))
        .isEqualTo(new MemoryPlan(300, WEIGHTS + 300 * PER_TOKEN));
  }

  @Test
  void aModelThatCanNeverFitIsRefusedWithTheNumbers() {
    assertThatThrownBy(() -> plan(1_000, Map.of(), WEIGHTS))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_DEVICE))
        .hasMessageContaining("1 MiB");
  }
}
