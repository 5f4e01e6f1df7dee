// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.serving.api.StreamEvent.Usage;

/**
 * Counts the choices of one answer until all have left the engine, adds up what they used, and
 * writes the terminal event.
 */
final class Progress {
  private final EventChannel channel;
  private final Runnable released;
  private final int choices;
  private final int[] promptTokens;
  private final Map<Integer, Integer> cachedTokens = new HashMap<>();
  private final List<GenerationHandle> handles = new ArrayList<>();
  private int running;
  private int completionTokens;
  private boolean cancelled;

  Progress(List<ChoicePlan> plans, EventChannel channel, Runnable released) {
    this.channel = channel;
    this.released = released;
    this.choices = plans.size();
    this.running = plans.size();
    int prompts = plans.stream().mapToInt(ChoicePlan::prompt).max().orElse(-1) + 1;
    this.promptTokens = new int[prompts];
    plans.forEach(plan -> promptTokens[plan.prompt()] = plan.request().prompt().length);
  }

  int choices() {
    return choices;
  }

  void write(StreamEvent event) {
    channel.offer(event);
  }

  void submitted(GenerationHandle handle) {
    boolean late;
    synchronized (this) {
      handles.add(handle);
      late = cancelled;
    }
    if (late) {
      handle.cancel();
    }
  }

  synchronized void tokenGenerated() {
    completionTokens++;
  }

  /** A choice has left the engine. */
  void left(ChoicePlan plan, GenerationUsage usage) {
    boolean last;
    synchronized (this) {
      if (usage != null) {
        // a prompt is counted once, so what counts is the choice that had to compute most of it
        cachedTokens.merge(plan.prompt(), usage.cachedTokens(), Math::min);
      }
      running--;
      last = running == 0;
    }
    if (last) {
      // a failed or closed answer has had its terminal event, and this one is dropped
      channel.offer(new StreamEvent.Completed(usage()));
      released.run();
    }
  }

  void failed(ServingException failure) {
    channel.offer(new StreamEvent.Failed(failure));
    cancel();
  }

  /** The last choices were never handed to the engine; those that were are given up. */
  void abandon(int neverSubmitted) {
    boolean none;
    synchronized (this) {
      running -= neverSubmitted;
      none = running == 0;
    }
    cancel();
    if (none) {
      released.run();
    }
  }

  void cancel() {
    List<GenerationHandle> submitted;
    synchronized (this) {
      cancelled = true;
      submitted = List.copyOf(handles);
    }
    submitted.forEach(GenerationHandle::cancel);
  }

  synchronized Usage usage() {
    int prompt = IntStream.of(promptTokens).sum();
    int cached = cachedTokens.values().stream().mapToInt(Integer::intValue).sum();
    return new Usage(prompt, completionTokens, cached);
  }
}
