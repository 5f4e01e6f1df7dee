// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.openautoglm.engine.runtime.CpuFeatures;
import org.openautoglm.engine.torchscript.ScriptArchive;

/** A model being trained. It belongs to the thread that made it. */
final class TrainingModule implements AutoCloseable {
  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private final int averaged;
  private int steps;

  /**
   * @param threads for computing
   * @param averaged about how many of the last steps the mean of the weights is taken over
   * @param first the weights to begin with, in row-major order
   */
  TrainingModule(
      ModelShape shape, int threads, int averaged, Function<ModelShape.Trained, float[]> first)
      throws IOException {
    this.averaged = averaged;
    manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager();
    JniUtils.setNumThreads(threads);
    // both are kept per thread
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(true);
    // where the processor does not multiply bfloat16, it would only be converted forth and back
    String script = TrainingScript.of(shape, CpuFeatures.hasBfloat16());
    byte[] archive = ScriptArchive.write("Training", List.of("p", "m", "v", "e", "c"), script);
    block = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
    for (ModelShape.Trained trained : ModelShape.Trained.values()) {
      add(new Shape(shape.dimensions(trained)), first.apply(trained));
    }
    addRotation(shape);
  }

  /** Cosines, sines and the quarter turn of interleaved pairs in the first half of a head. */
  private void addRotation(ModelShape shape) {
    int head = shape.headSize();
    int rotated = head / 2;
    float[] cos = new float[shape.context() * head];
    float[] sin = new float[shape.context() * head];
    for (int at = 0; at < cos.length; at++) {
      int dimension = at % head;
      int pair = dimension / 2;
      double angle = at / head * Math.pow(ModelShape.ROPE_THETA, -2.0 * pair / rotated);
      cos[at] = dimension < rotated ? (float) Math.cos(angle) : 1;
      sin[at] = dimension < rotated ? (float) Math.sin(angle) : 0;
    }
    float[] turn = new float[head * head];
    for (int even = 0; even < rotated; even += 2) {
      turn[(even + 1) * head + even] = -1;
      turn[even * head + even + 1] = 1;
    }
    try (NDManager local = manager.newSubManager()) {
      Shape table = new Shape(shape.context(), 1, head);
      call(local, 3, local.create(cos, table)).close();
      call(local, 3, local.create(sin, table)).close();
      call(local, 3, local.create(turn, new Shape(head, head))).close();
    }
  }

  private void add(Shape shape, float[] values) {
    try (NDManager local = manager.newSubManager()) {
      call(local, 0, local.create(values, shape)).close();
    }
  }

  /**
   * Learns from a batch.
   *
   * @param matrixRate how far the layers' matrices go
   * @param otherRate how far word embeddings and norms go
   * @return the mean cross-entropy before the step, in nats a token
   */
  float step(Batch batch, double matrixRate, double otherRate) {
    steps++;
    float[] rates = {
      (float) matrixRate,
      (float) otherRate,
      (float) (1 - Math.pow(TrainingScript.FIRST_MOMENT, steps)),
      (float) (1 - Math.pow(TrainingScript.SECOND_MOMENT, steps)),
      1f / Math.min(steps, averaged)
    };
    try (NDManager local = manager.newSubManager();
        NDArray loss =
            call(
                local,
                1,
                local.create(batch.ids(), new Shape(batch.rows(), batch.columns())),
                local.create(batch.at()),
                local.create(batch.targets()),
                local.create(rates))) {
      return loss.getFloat();
    }
  }

  /**
   * The mean of what is trained over the last steps, in row-major order: it does better than any of
   * them (Izmailov et al., 2018, "Averaging Weights Leads to Wider Optima and Better
   * Generalization"), because each has unlearnt a little of what its batch did not hold.
   */
  float[] values(ModelShape.Trained trained) {
    try (NDManager local = manager.newSubManager();
        NDArray weight = call(local, 2, local.create((long) trained.ordinal()))) {
      return weight.toFloatArray();
    }
  }

  private NDArray call(NDManager local, long operation, NDArray... arguments) {
    List<NDArray> inputs = new ArrayList<>(List.of(local.create(operation)));
    inputs.addAll(List.of(arguments));
    while (inputs.size() < 5) {
      inputs.add(inputs.get(0));
    }
    NDList outputs = IValueUtils.forward(block, new NDList(inputs), true);
    return outputs.get(0);
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
