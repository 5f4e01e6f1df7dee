// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import jakarta.resource.ResourceException;
import java.util.List;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.adapter.api.DeviceLease;
import org.openautoglm.adapter.api.DeviceRequest;
import org.openautoglm.adapter.api.DeviceStatus;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.catalog.CatalogEntry;
import org.openautoglm.serving.catalog.ModelCatalog;
import org.openautoglm.serving.config.EngineConfig;
import org.openautoglm.serving.logging.ServingLog;
import org.openautoglm.serving.scheduling.InstanceFactory;
import org.openautoglm.serving.scheduling.ModelKey;
import org.openautoglm.serving.scheduling.NoRoomException;

/** Borrows a device for a model and makes the worker that holds it. */
public final class WorkerFactory implements InstanceFactory<ModelWorker> {
  private final ModelCatalog catalog;
  private final DeviceConnectionFactory devices;
  private final EngineHouse engine;
  private final EngineConfig config;
  private final WorkerSource workers;

  /**
   * @param workers makes workers without an assignment
   */
  public WorkerFactory(
      ModelCatalog catalog,
      DeviceConnectionFactory devices,
      EngineHouse engine,
      EngineConfig config,
      WorkerSource workers) {
    this.catalog = catalog;
    this.devices = devices;
    this.engine = engine;
    this.config = config;
    this.workers = workers;
  }

  @Override
  public ModelWorker create(ModelKey key) throws NoRoomException {
    CatalogEntry entry = catalog.resolve(key.name());
    if (!entry.key().equals(key)) {
      throw CatalogEntry.broken(
          key.name(), "its files have just been replaced; ask again for the new version.", null);
    }
    NoRoomException full = null;
    ServingException unfit = null;
    for (DeviceStatus device : candidates()) {
      MemoryPlan plan;
      DeviceLease lease;
      try {
        plan = plan(entry, device);
        lease = lease(device, plan);
      } catch (NoRoomException e) {
        full = e;
        continue;
      } catch (ServingException e) {
        unfit = e;
        continue;
      }
      return worker(entry, lease, plan);
    }
    if (full != null) {
      throw full;
    }
    Throwable reason = unfit.getCause() == null ? unfit : unfit.getCause();
    ServingLog.LOG.loadFailed(key.name(), reason.getMessage());
    throw unfit;
  }

  private ModelWorker worker(CatalogEntry entry, DeviceLease lease, MemoryPlan plan) {
    try {
      ModelWorker worker = workers.make();
      worker.assign(
          new Assignment(
              entry,
              lease,
              config.computeType(),
              plan.cacheTokens(),
              config.maxSequences(),
              () -> workers.discard(worker)));
      return worker;
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /** What a model takes depends on the device: not every one computes in every format. */
  private MemoryPlan plan(CatalogEntry entry, DeviceStatus device) {
    try {
      return MemoryPlan.of(
          entry.key().name(),
          engine.memory(entry.folder(), device.device(), config.computeType()),
          entry.info().contextLength(),
          config,
          device.memoryBytes());
    } catch (RuntimeException e) {
      throw LoadFailures.known(entry, e).map(RuntimeException.class::cast).orElse(e);
    }
  }

  private DeviceLease lease(DeviceStatus device, MemoryPlan plan) throws NoRoomException {
    try {
      return devices.lease(new DeviceRequest(device.device(), plan.bytes()));
    } catch (ResourceException e) {
      throw new NoRoomException(e.getMessage(), e);
    }
  }

  /** In their order: the first one with room is taken. */
  private List<DeviceStatus> candidates() {
    List<DeviceStatus> found =
        devices.devices().stream()
            .filter(device -> config.device().map(device.device()::equals).orElse(true))
            .toList();
    if (found.isEmpty()) {
      throw new ServingException(
          ErrorCode.NO_DEVICE,
          "There is no device "
              + config.device().map(name -> "'" + name + "' ").orElse("")
              + "to load models on: check the resource adapter's devices and "
              + EngineConfig.DEVICE.name()
              + ".");
    }
    return found;
  }
}
