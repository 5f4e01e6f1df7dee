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
import org.openautoglm.serving.scheduling.ModelScheduler;
import org.openautoglm.serving.scheduling.ReadyInstance;
import org.openautoglm.serving.worker.ModelWorker;

/** Asks the scheduler for the workers and the resource adapter for the devices. */
public final class ServerOperations implements OperationsService {
  private final ModelScheduler<ModelWorker> scheduler;
  private final DeviceConnectionFactory devices;

  public ServerOperations(ModelScheduler<ModelWorker> scheduler, DeviceConnectionFactory devices) {
    this.scheduler = scheduler;
    this.devices = devices;
  }

  @Override
  public List<WorkerView> workers(Caller caller) {
    requireAdministrator(caller);
    return scheduler.ready().stream()
        .map(ServerOperations::view)
        .sorted(Comparator.comparing(WorkerView::model).thenComparing(WorkerView::loaded))
        .toList();
  }

  @Override
  public List<DeviceView> devices(Caller caller) {
    requireAdministrator(caller);
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

  private static void requireAdministrator(Caller caller) {
    if (!caller.has(Role.ADMIN)) {
      throw new ServingException(
          ErrorCode.ACCESS_DENIED, "Only keys with the role ADMIN may see workers and devices.");
    }
  }
}
