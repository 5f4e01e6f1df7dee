// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TrainingModuleTest {
  private static final ModelShape SHAPE = new ModelShape(64, 2, 32, 2, 16, 48, 128);
  private static final double RATE = 0.01;
  private static final double SMALL_RATE = 0.0005;

  /** Two rows of eight tokens in which every token is followed by the one seven further. */
  private static Batch batch() {
    long[] ids = new long[16];
    long[] at = new long[14];
    long[] targets = new long[14];
    int next = 0;
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (i * 7L + 3) % 64;
      if (i % 8 < 7) {
        at[next] = i;
        targets[next++] = (ids[i] + 7) % 64;
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
   * The softmax pushes a token that does not occur a little in every step, always to the same side.
   * Adam would make full steps of that, as many as for the tokens that do occur.
   */
  @Test
  void tokensThatDoNotOccurHardlyMove() throws IOException {
    ModelShape shape = new ModelShape(4096, 2, 32, 2, 16, 48, 128);
    float[] before = new RandomWeights(shape, 1).apply(ModelShape.Trained.EMBEDDINGS);
    try (TrainingModule module = new TrainingModule(shape, 1, 1, new RandomWeights(shape, 1))) {
      for (int step = 0; step < 10; step++) {
        module.step(batch(), SMALL_RATE, SMALL_RATE);
      }
      float[] after = module.values(ModelShape.Trained.EMBEDDINGS);
      double occurring = distance(before, after, shape, (int) batch().ids()[0]);
      assertThat(distance(before, after, shape, 4000)).isLessThan(0.2 * occurring);
    }
  }

  /** How far a token's embedding has gone. */
  private static double distance(float[] before, float[] after, ModelShape shape, int token) {
    double squares = 0;
    for (int i = token * shape.hidden(); i < (token + 1) * shape.hidden(); i++) {
      squares += Math.pow(after[i] - before[i], 2);
    }
    return Math.sqrt(squares);
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
