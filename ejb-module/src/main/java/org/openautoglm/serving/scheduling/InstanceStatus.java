// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import org.openautoglm.serving.api.ServingException;

/**
 * How a model's instance stands at one moment.
 *
 * @param progress loaded fraction, 0 to 1
 * @param failure why the last load failed, while it is not tried again; else null
 */
public record InstanceStatus(Phase phase, double progress, ServingException failure) {

  /** The life of an instance as seen from outside. */
  public enum Phase {
    ABSENT,
    LOADING,
    READY,
    FAILED
  }

  static final InstanceStatus ABSENT = new InstanceStatus(Phase.ABSENT, 0, null);
}
