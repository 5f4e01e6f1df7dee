// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openautoglm.adapter.api.DeviceLease;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.BatchStatistics;
import org.openautoglm.engine.api.EmbeddingListener;
import org.openautoglm.engine.api.GenerationBatch;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.Model;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.WorkerView;
import org.openautoglm.serving.catalog.CatalogEntry;
import org.openautoglm.serving.logging.FailureReceiver;
import org.openautoglm.serving.logging.ServingLog;
import org.openautoglm.serving.scheduling.InstanceListener;
import org.openautoglm.serving.scheduling.ManagedInstance;
import org.openautoglm.serving.streaming.SequenceRunner;

/**
 * Holds one device lease and one loaded model. Its one thread loads the model, runs its step loop,
 * and gives model and lease back when it is asked to stop or when a step breaks the loop.
 */
@Dependent
public class ModelWorker implements ManagedInstance, SequenceRunner {
  private static final Duration IDLE_WAIT = Duration.ofSeconds(10);

  private final EngineHouse engine;
  private final ThreadFactory threads;
  private final FailureReceiver failures;
  private final OpenSequences sequences = new OpenSequences(this::translate);
  private final Object gate = new Object();
  private final AtomicBoolean returned = new AtomicBoolean();
  private Assignment assignment;
  private InstanceListener listener;
  private Thread thread;
  private boolean idle;
  private volatile boolean stopping;
  private volatile Model model;

  @Inject
  public ModelWorker(EngineHouse engine, ThreadFactory threads, FailureReceiver failures) {
    this.engine = engine;
    this.threads = threads;
    this.failures = failures;
  }

  /** Gives the worker its work; once, before {@link #start}. */
  void assign(Assignment work) {
    assignment = work;
  }

  @Override
  public void start(InstanceListener hearer) {
    synchronized (gate) {
      listener = hearer;
      try {
        Thread created = threads.newThread(this::live);
        created.setName("autoglm-worker-" + name());
        created.start();
        thread = created;
      } catch (RuntimeException | Error e) {
        returnLease();
        throw e;
      }
    }
  }

  @Override
  @PreDestroy
  public void stop() {
    synchronized (gate) {
      stopping = true;
      if (assignment != null && thread == null) {
        returnLease();
      } else if (idle) {
        thread.interrupt();
      }
    }
  }

  /** The loaded model; valid while a place at it is held. */
  public Model model() {
    return model;
  }

  /** Longest sequence this worker can compute: the model's context, or its cache when smaller. */
  public int longestSequence() {
    return Math.min(model.info().contextLength(), assignment.cacheTokens());
  }

  /** What it holds of its device. */
  public WorkerView.Lease lease() {
    DeviceLease lease = assignment.lease();
    return new WorkerView.Lease(lease.device(), lease.memoryBytes(), lease.threads());
  }

  /** What it does now; valid once it serves, and still when it has stopped. */
  public WorkerView.Work work() {
    BatchStatistics now = model.batch().statistics();
    BatchStatistics.Cache cache = now.cache();
    BatchStatistics.Totals totals = now.totals();
    return new WorkerView.Work(
        now.running(),
        now.waiting(),
        new WorkerView.Cache(
            cache.tokens(), cache.usedTokens(), cache.prefixTokens(), cache.prefixes()),
        new WorkerView.Computed(
            now.steps(),
            new WorkerView.PromptTokens(
                totals.prompt(), totals.cachedPrompt(), totals.recomputed()),
            new WorkerView.AnswerTokens(totals.generated(), totals.drafted(), totals.accepted())));
  }

  @Override
  public GenerationHandle submit(GenerationRequest request, GenerationListener hearer) {
    synchronized (gate) {
      requireServing();
      return sequences.generate(hearer, followed -> model.batch().submit(request, followed));
    }
  }

  /** Hands a text to embed over; refusals and endings as for {@link #submit}. */
  public GenerationHandle submitEmbedding(String tenant, int[] tokens, EmbeddingListener hearer) {
    synchronized (gate) {
      requireServing();
      return sequences.embed(
          hearer, followed -> model.batch().submitEmbedding(tenant, tokens, followed));
    }
  }

  private void requireServing() {
    if (stopping) {
      throw shuttingDown(null);
    }
  }

  private void live() {
    ServingException failure = null;
    try {
      load();
      listener.onReady();
      serve();
    } catch (RuntimeException | Error e) {
      failure = ended(e);
    } finally {
      try {
        giveBack();
      } finally {
        listener.onEnded(failure);
      }
    }
  }

  private void load() {
    CatalogEntry entry = assignment.entry();
    long begin = System.nanoTime();
    ServingLog.LOG.loading(
        entry.name(),
        entry.key().version(),
        assignment.lease().device(),
        assignment.lease().memoryBytes() >> 20,
        assignment.cacheTokens());
    LoadOptions options =
        new LoadOptions(
            assignment.lease().device(),
            assignment.computeType(),
            assignment.cacheTokens(),
            assignment.maxSequences(),
            BatchOptions.defaults(),
            listener::onProgress);
    model = engine.load(entry.folder(), options);
    ServingLog.LOG.loaded(
        entry.name(),
        entry.key().version(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
        model.computeType().toString());
  }

  private void serve() {
    GenerationBatch batch = model.batch();
    while (!stopping) {
      if (!batch.step()) {
        awaitWork(batch);
      }
    }
  }

  /** Waits for sequences. Only here is the thread interrupted, so that no step or load ever is. */
  private void awaitWork(GenerationBatch batch) {
    synchronized (gate) {
      if (stopping) {
        return;
      }
      idle = true;
    }
    try {
      batch.awaitWork(IDLE_WAIT);
    } catch (InterruptedException e) {
      // stop() asks so, or the container itself when it shuts its threads down
      stopping = true;
    } finally {
      synchronized (gate) {
        idle = false;
        Thread.interrupted();
      }
    }
  }

  private ServingException ended(Throwable cause) {
    synchronized (gate) {
      stopping = true;
    }
    if (model == null) {
      ServingException failure = loadFailure(cause);
      ServingLog.LOG.loadFailed(name(), failure.getMessage());
      return failure;
    }
    failures.onFailure("running the step loop of model " + name(), cause);
    sequences.failAll(broken(cause));
    return broken(cause);
  }

  private ServingException loadFailure(Throwable cause) {
    Optional<ServingException> known = LoadFailures.known(assignment.entry(), cause);
    if (known.isPresent()) {
      return known.get();
    }
    failures.onFailure("loading model " + name(), cause);
    return new ServingException(
        ErrorCode.INTERNAL,
        "The model '" + name() + "' could not be loaded: the server's log says why.",
        null,
        cause);
  }

  private void giveBack() {
    synchronized (gate) {
      stopping = true;
    }
    try {
      if (model != null) {
        model.close();
        ServingLog.LOG.unloaded(name(), assignment.entry().key().version());
      }
    } catch (RuntimeException | Error e) {
      failures.onFailure("closing model " + name(), e);
    } finally {
      try {
        sequences.failAll(shuttingDown(null));
      } finally {
        returnLease();
      }
    }
  }

  private void returnLease() {
    if (!returned.compareAndSet(false, true)) {
      return;
    }
    try {
      assignment.lease().close();
      assignment.returned().run();
    } catch (RuntimeException e) {
      failures.onFailure("returning the device of model " + name(), e);
    }
  }

  /** What the caller of a sequence is told of the engine's failure. */
  private Throwable translate(Throwable failure) {
    if (failure instanceof ServingException) {
      return failure;
    }
    if (failure instanceof CancellationException) {
      return new ServingException(
          ErrorCode.CANCELLED, "The sequence was given up by its caller.", null, failure);
    }
    if (stopping) {
      return shuttingDown(failure);
    }
    failures.onFailure("computing a step of model " + name(), failure);
    return broken(failure);
  }

  private ServingException broken(Throwable cause) {
    return new ServingException(
        ErrorCode.INTERNAL,
        "The model '" + name() + "' failed while it computed: the server's log says why.",
        null,
        cause);
  }

  private ServingException shuttingDown(Throwable cause) {
    return new ServingException(
        ErrorCode.SHUTTING_DOWN,
        "The model '" + name() + "' is being stopped: try again in a moment.",
        null,
        cause);
  }

  private String name() {
    return assignment.entry().name();
  }
}
