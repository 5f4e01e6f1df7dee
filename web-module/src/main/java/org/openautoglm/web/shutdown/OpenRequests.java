// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.shutdown;

import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the requests that are being answered. Safe for many threads. */
public final class OpenRequests {
  static final String ATTRIBUTE = OpenRequests.class.getName();

  private final Lock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private int open;
  private volatile boolean stopping;

  /** Those of a web application; one that is not drained has none. */
  public static OpenRequests of(ServletContext context) {
    return context.getAttribute(ATTRIBUTE) instanceof OpenRequests requests
        ? requests
        : new OpenRequests();
  }

  void began() {
    lock.lock();
    try {
      open++;
    } finally {
      lock.unlock();
    }
  }

  void ended() {
    lock.lock();
    try {
      open--;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the application stops; whoever waits for an answer should not wait any longer. */
  public boolean stopping() {
    return stopping;
  }

  /**
   * Says that the application stops and waits until no request is open.
   *
   * @param longest wait; a request may be waiting for something that cannot be hurried
   * @return requests that are open nevertheless
   */
  int drain(Duration longest) throws InterruptedException {
    lock.lock();
    try {
      stopping = true;
      long left = longest.toNanos();
      while (open > 0 && left > 0) {
        left = ended.awaitNanos(left);
      }
      return open;
    } finally {
      lock.unlock();
    }
  }
}
