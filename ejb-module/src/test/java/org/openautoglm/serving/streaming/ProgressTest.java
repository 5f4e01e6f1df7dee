// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.serving.api.StreamEvent.Usage;

class ProgressTest {
  private final ChoicePlan first = plan(0, 40);
  private final ChoicePlan second = plan(1, 10);
  private final AtomicInteger released = new AtomicInteger();
  private final Progress progress =
      new Progress(List.of(first, first, second), new EventChannel(8), released::incrementAndGet);

  @Test
  void aPromptThatOneChoiceHadToComputeIsNotReportedAsCached() {
    progress.left(first, new GenerationUsage(40, 1, 16));
    progress.left(first, new GenerationUsage(40, 1, 39));
    progress.left(second, new GenerationUsage(10, 1, 0));
    assertThat(progress.usage()).isEqualTo(new Usage(50, 0, 16));
    assertThat(released).hasValue(1);
  }

  @Test
  void aChoiceThatFailedSaysNothingAboutWhatWasCached() {
    progress.left(first, null);
    progress.left(first, new GenerationUsage(40, 1, 39));
    assertThat(progress.usage().cachedTokens()).isEqualTo(39);
  }

  private static ChoicePlan plan(int prompt, int length) {
    return new ChoicePlan(
        prompt,
        null,
        List.of(),
        GenerationRequest.greedy(new int[length], 1, Set.of()),
        ToolCallReader.none());
  }
}
