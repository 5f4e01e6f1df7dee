// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.operations;

import java.util.Comparator;
import java.util.List;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.DeviceView;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.OperationsService;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.WorkerView;
import org.openautoglm.serving.audit.AuditDesk;
import org.openautoglm.serving.scheduling.ModelScheduler;
import org.openautoglm.serving.scheduling.ReadyInstance;
import org.openautoglm.serving.worker.ModelWorker;

/**
 * Asks the scheduler for the workers and the resource adapter for the devices. The audit hears of
 * those who were refused a look, and not of each look a monitor takes.
 */
public final class ServerOperations implements OperationsService {
  private final ModelScheduler<ModelWorker> scheduler;
  private final DeviceConnectionFactory devices;
  private final AuditDesk audit;

  public ServerOperations(
      ModelScheduler<ModelWorker> scheduler, DeviceConnectionFactory devices, AuditDesk audit) {
    this.scheduler = scheduler;
    this.devices = devices;
    this.audit = audit;
  }

  @Override
  public List<WorkerView> workers(Caller caller, String requestId) {
    requireAdministrator(caller, requestId, "worker.list");
    return scheduler.ready().stream()
        .map(ServerOperations::view)
        .sorted(Comparator.comparing(WorkerView::model).thenComparing(WorkerView::loaded))
        .toList();
  }

  @Override
  public List<DeviceView> devices(Caller caller, String requestId) {
    requireAdministrator(caller, requestId, "device.list");
    return devices.devices().stream()
        .map(
            device ->
                new DeviceView(
                    device.device(),
                    device.threads(),
                    device.memoryBytes(),
                    device.lentBytes(),
                    device.leases()))
        .toList();
  }

  private static WorkerView view(ReadyInstance<ModelWorker> ready) {
    ModelWorker worker = ready.instance();
    return new WorkerView(
        ready.key().name(),
        ready.key().version(),
        ready.since(),
        worker.model().computeType().toString(),
        worker.lease(),
        worker.work());
  }

  private void requireAdministrator(Caller caller, String requestId, String operation) {
    if (!caller.has(Role.ADMIN)) {
      ServingException refusal =
          new ServingException(
              ErrorCode.ACCESS_DENIED,
              "Only keys with the role ADMIN may see workers and devices.");
      audit.open(requestId, caller, operation).ended(refusal);
      throw refusal;
    }
  }
}
