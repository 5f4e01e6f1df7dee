// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.testing;

import java.time.Instant;
import java.util.List;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.DeviceView;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.OperationsService;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.WorkerView;

/** One busy model on one device. */
final class FakeOperationsService implements OperationsService {

  @Override
  public List<WorkerView> workers(Caller caller, String requestId) {
    requireAdmin(caller);
    return List.of(
        new WorkerView(
            "glm",
            "3f2a91c0",
            Instant.parse("2026-11-23T10:00:00Z"),
            "bfloat16",
            new WorkerView.Lease("cpu", 20L << 30, 16),
            new WorkerView.Work(
                3,
                1,
                new WorkerView.Cache(32_768, 5_120, 2_048, 4),
                new WorkerView.Computed(
                    1_200,
                    new WorkerView.PromptTokens(4_096, 1_024, 7),
                    new WorkerView.AnswerTokens(3_000, 400, 250)))));
  }

  @Override
  public List<DeviceView> devices(Caller caller, String requestId) {
    requireAdmin(caller);
    return List.of(new DeviceView("cpu", 16, 64L << 30, 20L << 30, 1));
  }

  private static void requireAdmin(Caller caller) {
    if (!caller.has(Role.ADMIN)) {
      throw new ServingException(ErrorCode.ACCESS_DENIED, "Only administrators may look.");
    }
  }
}
