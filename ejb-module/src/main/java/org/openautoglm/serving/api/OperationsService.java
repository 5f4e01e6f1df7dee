// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/** What the server is doing now, for those who run it. Looking changes nothing. */
public interface OperationsService {

  /**
   * The models that are loaded, by name; {@link Role#ADMIN} callers only. A model that is still
   * being loaded is not among them, but its lease counts in {@link #devices}.
   */
  List<WorkerView> workers(Caller caller, String requestId);

  /** What there is to compute on and how much of it is lent; {@link Role#ADMIN} callers only. */
  List<DeviceView> devices(Caller caller, String requestId);
}
