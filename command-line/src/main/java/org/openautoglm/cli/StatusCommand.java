// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a running service is doing. */
@Command(
    name = "status",
    description = "Shows what the loaded models are doing, and what they are loaded on.")
final class StatusCommand implements Callable<Integer> {
  private static final int LONGEST_PAUSE = 86_400;

  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Option(
      names = "--watch",
      paramLabel = "SECONDS",
      description = "show it again and again, with a pause; with --json one line each time")
  private Integer pause;

  @Override
  public Integer call() {
    if (pause != null && (pause < 1 || pause > LONGEST_PAUSE)) {
      throw new ParameterException(
          spec.commandLine(), "--watch must be 1 to " + LONGEST_PAUSE + ", not " + pause);
    }
    AdminClient service = connection.connect();
    show(service);
    while (pause != null && rested()) {
      if (!connection.json()) {
        out().println();
      }
      show(service);
    }
    return 0;
  }

  /** Whoever interrupts the pause has seen enough. */
  private boolean rested() {
    try {
      TimeUnit.SECONDS.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void show(AdminClient service) {
    JsonObject workers = service.workers();
    JsonObject devices = service.devices();
    if (connection.json()) {
      out()
          .println(
              Json.createObjectBuilder()
                  .add("workers", Fields.array(workers, "data"))
                  .add("devices", Fields.array(devices, "data"))
                  .build());
      return;
    }
    if (Fields.data(workers).isEmpty()) {
      out().println("No model is loaded.");
    } else {
      workers(workers).lines().forEach(out()::println);
    }
    out().println();
    devices(devices).lines().forEach(out()::println);
  }

  private static Table workers(JsonObject answer) {
    Table table =
        new Table(
            List.of(
                "MODEL",
                "VERSION",
                "DEVICE",
                "MEMORY",
                "THREADS",
                "TYPE",
                "RUNNING",
                "WAITING",
                "CACHE",
                "PREFIXES",
                "STEPS",
                "PROMPT",
                "CACHED",
                "RECOMPUTED",
                "GENERATED",
                "DRAFTS",
                "LOADED"));
    for (JsonObject worker : Fields.data(answer)) {
      table.add(
          List.of(
              Fields.text(worker.get("model")),
              Fields.text(worker.get("version")),
              Fields.text(worker.get("device")),
              Fields.bytes(worker.get("memory_bytes")),
              Fields.number(worker.get("threads")),
              Fields.text(worker.get("compute_type")),
              Fields.number(worker.get("running_sequences")),
              Fields.number(worker.get("waiting_sequences")),
              part(worker, "used_cache_tokens", "cache_tokens"),
              Fields.number(worker.get("prefix_cache_tokens")),
              Fields.number(worker.get("steps")),
              Fields.number(worker.get("prompt_tokens")),
              Fields.number(worker.get("cached_prompt_tokens")),
              Fields.number(worker.get("recomputed_tokens")),
              Fields.number(worker.get("generated_tokens")),
              part(worker, "accepted_tokens", "drafted_tokens"),
              Fields.time(worker.get("loaded"))));
    }
    return table;
  }

  private static String part(JsonObject worker, String part, String whole) {
    return Fields.number(worker.get(part)) + "/" + Fields.number(worker.get(whole));
  }

  private static Table devices(JsonObject answer) {
    Table table = new Table(List.of("DEVICE", "THREADS", "MEMORY", "LENT", "LEASES"));
    for (JsonObject device : Fields.data(answer)) {
      table.add(
          List.of(
              Fields.text(device.get("name")),
              Fields.number(device.get("threads")),
              Fields.bytes(device.get("memory_bytes")),
              Fields.bytes(device.get("lent_bytes")),
              Fields.number(device.get("leases"))));
    }
    return table;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
