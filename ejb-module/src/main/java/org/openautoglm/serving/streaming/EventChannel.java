// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.openautoglm.serving.api.StreamEvent;

/**
 * Carries events from any number of writers, who never wait, to one reader.
 *
 * <p>Bounded: once {@code capacity} events wait, a piece of a choice is joined with the last piece
 * of the same choice that still waits. So at most {@code capacity} events and a handful per choice
 * (its prompt, one piece, its end) are held, however slow the reader is, and no text is lost; only
 * calls of tools come on top, which are as few as a model can write of them. After the terminal
 * event everything offered is dropped.
 */
public final class EventChannel {
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Object> waiting = new ArrayDeque<>();
  private final Map<Integer, Pieces> lastPieces = new HashMap<>();
  private boolean ended;
  private boolean terminalRead;

  public EventChannel(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds an event without waiting.
   *
   * @return false when the terminal event has already been offered and this one is dropped
   */
  public boolean offer(StreamEvent event) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      if (event instanceof StreamEvent.Delta delta) {
        add(delta);
      } else {
        if (event instanceof StreamEvent.ToolCall call) {
          // what is said behind it is not to come before it
          lastPieces.remove(call.choice());
        }
        ended = event instanceof StreamEvent.Terminal;
        waiting.add(event);
      }
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void add(StreamEvent.Delta delta) {
    Pieces last = lastPieces.get(delta.choice());
    if (last != null && waiting.size() >= capacity) {
      last.join(delta);
    } else {
      Pieces pieces = new Pieces(delta);
      waiting.add(pieces);
      lastPieces.put(delta.choice(), pieces);
    }
  }

  /**
   * Waits for the next event; one thread only.
   *
   * @return null when the time is over
   * @throws IllegalStateException after the terminal event was returned
   */
  public StreamEvent take(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      if (terminalRead) {
        throw new IllegalStateException("The terminal event has been read; nothing follows it.");
      }
      while (waiting.isEmpty()) {
        if (nanos <= 0) {
          return null;
        }
        nanos = arrived.awaitNanos(nanos);
      }
      return remove();
    } finally {
      lock.unlock();
    }
  }

  private StreamEvent remove() {
    Object next = waiting.remove();
    if (next instanceof Pieces pieces) {
      lastPieces.remove(pieces.choice, pieces);
      return pieces.toDelta();
    }
    terminalRead = next instanceof StreamEvent.Terminal;
    return (StreamEvent) next;
  }

  /** Number of events that wait for the reader. */
  public int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Consecutive pieces of one choice. */
  private static final class Pieces {
    private final int choice;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<StreamEvent.TokenLogprob> logprobs = new ArrayList<>();

    Pieces(StreamEvent.Delta first) {
      choice = first.choice();
      join(first);
    }

    void join(StreamEvent.Delta next) {
      text.append(next.text());
      tokens.addAll(next.tokens());
      logprobs.addAll(next.logprobs());
    }

    StreamEvent.Delta toDelta() {
      return new StreamEvent.Delta(choice, text.toString(), tokens, logprobs);
    }
  }
}
