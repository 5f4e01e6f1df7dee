// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.logging;

/** Writes background failures to the server log. */
public final class LoggedFailures implements FailureReceiver {

  @Override
  public void onFailure(String activity, Throwable failure) {
    ServingLog.LOG.backgroundFailure(failure, activity);
  }
}
