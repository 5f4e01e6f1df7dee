// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import jakarta.resource.ResourceException;
import java.util.Comparator;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.adapter.api.DeviceLease;
import org.openautoglm.adapter.api.DeviceRequest;
import org.openautoglm.adapter.api.DeviceStatus;
import org.openautoglm.engine.api.ModelMemory;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.catalog.CatalogEntry;
import org.openautoglm.serving.catalog.ModelCatalog;
import org.openautoglm.serving.config.EngineConfig;
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
    DeviceStatus largest = largestDevice();
    MemoryPlan plan =
        MemoryPlan.of(
            key.name(),
            memory(entry, largest.device()),
            entry.info().contextLength(),
            config,
            largest.memoryBytes());
    DeviceLease lease = lease(plan);
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

  private ModelMemory memory(CatalogEntry entry, String device) {
    try {
      return engine.memory(entry.folder(), device, config.computeType());
    } catch (RuntimeException e) {
      throw LoadFailures.known(entry, e).map(RuntimeException.class::cast).orElse(e);
    }
  }

  private DeviceLease lease(MemoryPlan plan) throws NoRoomException {
    try {
      return devices.lease(new DeviceRequest(config.device().orElse(null), plan.bytes()));
    } catch (ResourceException e) {
      throw new NoRoomException(e.getMessage(), e);
    }
  }

  private DeviceStatus largestDevice() {
    return devices.devices().stream()
        .filter(device -> config.device().map(device.device()::equals).orElse(true))
        .max(Comparator.comparingLong(DeviceStatus::memoryBytes))
        .orElseThrow(
            () ->
                new ServingException(
                    ErrorCode.NO_DEVICE,
                    "There is no device "
                        + config.device().map(name -> "'" + name + "' ").orElse("")
                        + "to load models on: check the resource adapter's devices and "
                        + EngineConfig.DEVICE.name()
                        + "."));
  }
}
