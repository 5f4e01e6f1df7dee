// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import java.util.concurrent.CompletableFuture;

/** Sends requests to one server. */
public interface Sender {

  /**
   * Returns at once. Failures of the server or the connection are part of the reply; the future
   * itself fails only by a defect here. Cancelling it abandons the request.
   */
  CompletableFuture<Reply> send(Call call);
}
