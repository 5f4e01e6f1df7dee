// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent.Usage;
import org.openautoglm.serving.audit.RequestAccount;
import org.openautoglm.serving.scheduling.Place;
import org.openautoglm.serving.streaming.AnswerObserver;

/** Sees an answer off: its outcome goes to the audit, its place back to the waiting room. */
final class Departure implements AnswerObserver {
  private final RequestAccount account;
  private final Place<?> place;

  Departure(RequestAccount account, Place<?> place) {
    this.account = account;
    this.place = place;
  }

  @Override
  public void onCompleted(Usage usage) {
    account.completed(usage);
  }

  @Override
  public void onFailed(ServingException failure, Usage usage) {
    account.ended(failure, usage);
  }

  @Override
  public void onCancelled(Usage usage) {
    account.cancelled(usage);
  }

  @Override
  public void onReleased() {
    place.close();
  }
}
