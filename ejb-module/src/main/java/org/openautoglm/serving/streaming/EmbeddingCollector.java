// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.openautoglm.engine.api.EmbeddingListener;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/** Gathers the vectors of several texts; the caller waits on its own thread. */
public final class EmbeddingCollector {

  /** Whatever computes embeddings: a worker. */
  @FunctionalInterface
  public interface Runner {
    GenerationHandle submitEmbedding(int[] tokens, EmbeddingListener listener);
  }

  /** How long a caller that has left may go unnoticed. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final AtomicReferenceArray<float[]> vectors;
  private final AtomicReference<ServingException> failure = new AtomicReference<>();
  private final Semaphore places;
  private long lookedAt = System.nanoTime();

  private EmbeddingCollector(int texts, int places) {
    this.vectors = new AtomicReferenceArray<>(texts);
    this.places = new Semaphore(places);
  }

  /**
   * Computes one vector per text, in order, and returns when all have left the engine.
   *
   * @param atOnce how many texts the engine is given at most while others of them are not computed
   * @param abandoned whether nobody waits for them any more; what still runs is then cancelled
   * @throws InterruptedException when the caller gives up; what still runs is cancelled
   * @throws ServingException when one of them failed: no further ones are begun then, and what
   *     still runs is cancelled
   */
  public static List<float[]> collect(
      List<int[]> texts, int atOnce, Runner runner, BooleanSupplier abandoned)
      throws InterruptedException {
    EmbeddingCollector collector = new EmbeddingCollector(texts.size(), atOnce);
    List<GenerationHandle> handles = new ArrayList<>();
    try {
      for (int index = 0; index < texts.size(); index++) {
        collector.take(1, abandoned);
        handles.add(runner.submitEmbedding(texts.get(index), collector.listener(index)));
      }
      collector.take(atOnce, abandoned);
    } catch (InterruptedException | RuntimeException e) {
      handles.forEach(GenerationHandle::cancel);
      throw e;
    }
    return collector.result();
  }

  private void take(int count, BooleanSupplier abandoned) throws InterruptedException {
    boolean taken;
    do {
      taken = places.tryAcquire(count, LOOK_NANOS, TimeUnit.NANOSECONDS);
      if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
        lookedAt = System.nanoTime();
        if (abandoned.getAsBoolean()) {
          throw new ServingException(
              ErrorCode.CANCELLED, "The embeddings were given up by their caller.");
        }
      }
    } while (!taken);
    ServingException first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  private List<float[]> result() {
    float[][] result = new float[vectors.length()][];
    for (int index = 0; index < result.length; index++) {
      result[index] = vectors.get(index);
    }
    return Arrays.asList(result);
  }

  private EmbeddingListener listener(int index) {
    return new EmbeddingListener() {
      @Override
      public void onEmbedding(float[] embedding) {
        vectors.set(index, embedding);
        places.release();
      }

      @Override
      public void onFailed(Throwable cause) {
        failure.compareAndSet(
            null,
            cause instanceof ServingException typed
                ? typed
                : new ServingException(
                    ErrorCode.INTERNAL,
                    "The embedding could not be computed: the server's log says why.",
                    null,
                    cause));
        places.release();
      }
    };
  }
}
