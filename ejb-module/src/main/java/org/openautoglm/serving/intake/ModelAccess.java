// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.List;
import java.util.stream.Collectors;
import org.openautoglm.serving.api.ModelView;
import org.openautoglm.serving.catalog.CatalogEntry;
import org.openautoglm.serving.catalog.ModelCatalog;
import org.openautoglm.serving.scheduling.InstanceStatus;
import org.openautoglm.serving.scheduling.ModelScheduler;
import org.openautoglm.serving.scheduling.Place;
import org.openautoglm.serving.worker.ModelWorker;

/** Catalog and waiting room together: which models there are, and places at them. */
public final class ModelAccess {
  /** The tenant of loads that no caller asked for. */
  private static final String NOBODY = "";

  private final ModelCatalog catalog;
  private final ModelScheduler<ModelWorker> scheduler;

  public ModelAccess(ModelCatalog catalog, ModelScheduler<ModelWorker> scheduler) {
    this.catalog = catalog;
    this.scheduler = scheduler;
  }

  ModelCatalog catalog() {
    return catalog;
  }

  /** A usable model; versions that are gone from the disk begin to leave memory. */
  CatalogEntry resolve(String name) {
    CatalogEntry entry = catalog.resolve(name);
    forgetOldVersions();
    return entry;
  }

  /**
   * @param tenant see {@link ModelScheduler#admit}
   */
  Place<ModelWorker> admit(CatalogEntry entry, String tenant, int sequences) {
    return scheduler.admit(entry.key(), tenant, sequences);
  }

  /**
   * @param most see {@link ModelScheduler#admitSome}
   */
  Place<ModelWorker> admitSome(CatalogEntry entry, String tenant, int most) {
    return scheduler.admitSome(entry.key(), tenant, most);
  }

  /**
   * Loads a model ahead of its first request, and waits until it serves.
   *
   * @param name null takes the default model
   */
  public void load(String name) throws InterruptedException {
    try (Place<ModelWorker> place = admit(resolve(name), NOBODY, 1)) {
      place.instance();
    }
  }

  int largestRequest() {
    return scheduler.largestRequest();
  }

  InstanceStatus status(CatalogEntry entry) {
    return scheduler.status(entry.key());
  }

  List<ModelView> views() {
    forgetOldVersions();
    return catalog.entries().stream().map(this::view).toList();
  }

  ModelView view(String name) {
    return view(catalog.get(name));
  }

  private void forgetOldVersions() {
    scheduler.retain(catalog.entries().stream().map(CatalogEntry::key).collect(Collectors.toSet()));
  }

  private ModelView view(CatalogEntry entry) {
    InstanceStatus status = status(entry);
    boolean failed = status.phase() == InstanceStatus.Phase.FAILED;
    String problem = failed ? status.failure().getMessage() : entry.problem();
    String state =
        entry.isBroken() || failed
            ? "broken"
            : switch (status.phase()) {
              case LOADING -> "loading";
              case READY -> "loaded";
              case ABSENT, FAILED -> "available";
            };
    return new ModelView(
        entry.name(),
        entry.created(),
        entry.key().version(),
        state,
        problem,
        entry.isBroken() ? null : entry.info().architecture(),
        entry.isBroken() ? 0 : entry.info().contextLength(),
        computeType(entry),
        entry.capabilities());
  }

  private String computeType(CatalogEntry entry) {
    return scheduler.ready().stream()
        .filter(ready -> ready.key().equals(entry.key()))
        .map(ready -> ready.instance().model().computeType().toString())
        .findFirst()
        .orElse(null);
  }
}
