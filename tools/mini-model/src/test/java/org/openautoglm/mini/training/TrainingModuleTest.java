// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TrainingModuleTest {
  private static final ModelShape SHAPE = new ModelShape(64, 2, 32, 2, 16, 48, 128);
  private static final double RATE = 0.01;
  private static final int RARE = 63;

  /** Steps after which Adam's mean of gradients has forgotten one. */
  private static final int MOMENTUM_GONE = 40;

  /** Two rows of eight tokens in which every token is followed by the one seven further. */
  private static Batch batch() {
    return batch(64);
  }

  private static Batch batch(int tokens) {
    long[] ids = new long[16];
    long[] at = new long[14];
    long[] targets = new long[14];
    int next = 0;
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (i * 7L + 3) % tokens;
      if (i % 8 < 7) {
        at[next] = i;
        targets[next++] = (ids[i] + 7) % tokens;
      }
    }
    return new Batch(ids, 2, 8, at, targets);
  }

  @Test
  void itBeginsByGuessingAndLearnsABatchByHeart() throws IOException {
    try (TrainingModule module = new TrainingModule(SHAPE, 1, 1, new RandomWeights(SHAPE, 1))) {
      assertThat((double) module.step(batch(), RATE, RATE)).isCloseTo(Math.log(64), within(0.3));
      float loss = 0;
      for (int i = 0; i < 100; i++) {
        loss = module.step(batch(), RATE, RATE);
      }
      assertThat(loss).isLessThan(0.05f);
    }
  }

  /**
   * Tokens below 48 follow each other; the last one comes but once. Whatever pushes it in between
   * is small beside what its own occurrence did.
   */
  @Test
  void aRareTokenStaysWhereItsLastOccurrencePutIt() throws IOException {
    Batch common = batch(48);
    long[] once = common.targets().clone();
    once[0] = RARE;
    Batch rare = new Batch(common.ids(), 2, 8, common.at(), once);
    try (TrainingModule module = new TrainingModule(SHAPE, 1, 1, new RandomWeights(SHAPE, 1))) {
      for (int i = 0; i < 20; i++) {
        module.step(common, RATE, RATE);
      }
      module.step(rare, RATE, RATE);
      for (int i = 0; i < MOMENTUM_GONE; i++) {
        module.step(common, RATE, RATE);
      }
      float[] then = module.values(ModelShape.Trained.EMBEDDINGS);
      for (int i = 0; i < 100; i++) {
        module.step(common, RATE, RATE);
      }
      double moved = distance(then, module.values(ModelShape.Trained.EMBEDDINGS));
      assertThat(moved).isLessThan(0.1 * 100 * RATE);
    }
  }

  /** By how much the values of the rare token's embedding differ, as their root mean square. */
  private static double distance(float[] a, float[] b) {
    double squares = 0;
    for (int i = 0; i < SHAPE.hidden(); i++) {
      squares += Math.pow(a[RARE * SHAPE.hidden() + i] - b[RARE * SHAPE.hidden() + i], 2);
    }
    return Math.sqrt(squares / SHAPE.hidden());
  }

  @Test
  void theSameSeedGivesTheSameModel() throws IOException {
    assertThat(afterTwoSteps(5)).isEqualTo(afterTwoSteps(5));
    assertThat(afterTwoSteps(5)).isNotEqualTo(afterTwoSteps(6));
  }

  private static float[] afterTwoSteps(long seed) throws IOException {
    try (TrainingModule module = new TrainingModule(SHAPE, 1, 1, new RandomWeights(SHAPE, seed))) {
      module.step(batch(), RATE, RATE);
      module.step(batch(), RATE, RATE);
      return module.values(ModelShape.Trained.QUERY_KEY_VALUE);
    }
  }

  @Test
  void theMeanGoesOverTheLastSteps() throws IOException {
    try (TrainingModule module = new TrainingModule(SHAPE, 1, 1, new RandomWeights(SHAPE, 7));
        TrainingModule mean = new TrainingModule(SHAPE, 1, 2, new RandomWeights(SHAPE, 7))) {
      float[] expected = null;
      for (int step = 0; step < 4; step++) {
        module.step(batch(), RATE, RATE);
        mean.step(batch(), RATE, RATE);
        float[] now = module.values(ModelShape.Trained.NORMS);
        for (int i = 0; expected != null && i < now.length; i++) {
          now[i] = (expected[i] + now[i]) / 2;
        }
        expected = now;
        assertThat(mean.values(ModelShape.Trained.NORMS)).containsExactly(now, within(1e-6f));
      }
    }
  }

  @Test
  void weightsAreRoundedToTheNearest() {
    assertThat(CheckpointFolder.bfloat16(1f)).isEqualTo((short) 0x3F80);
    assertThat(CheckpointFolder.bfloat16(1.00390625f)).isEqualTo((short) 0x3F80);
    assertThat(CheckpointFolder.bfloat16(1.01171875f)).isEqualTo((short) 0x3F82);
    assertThat(CheckpointFolder.bfloat16(-3.1415927f)).isEqualTo((short) 0xC049);
  }
}
