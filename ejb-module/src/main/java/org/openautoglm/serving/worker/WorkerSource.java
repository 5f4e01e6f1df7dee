// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

/** Makes workers without an assignment, and takes them back when they are done. */
public interface WorkerSource {

  ModelWorker make();

  void discard(ModelWorker worker);
}
