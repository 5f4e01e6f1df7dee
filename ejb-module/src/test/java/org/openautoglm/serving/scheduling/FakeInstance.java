// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import org.openautoglm.serving.api.ServingException;

/** An instance driven by hand, on the test's own thread. */
final class FakeInstance implements ManagedInstance {
  final ModelKey key;
  volatile InstanceListener listener;
  volatile boolean stopAsked;
  private final Runnable giveBack;

  FakeInstance(ModelKey key, Runnable giveBack) {
    this.key = key;
    this.giveBack = giveBack;
  }

  @Override
  public void start(InstanceListener hearer) {
    listener = hearer;
  }

  @Override
  public void stop() {
    if (listener == null && !stopAsked) {
      giveBack.run();
    }
    stopAsked = true;
  }

  void end(ServingException failure) {
    giveBack.run();
    listener.onEnded(failure);
  }
}
