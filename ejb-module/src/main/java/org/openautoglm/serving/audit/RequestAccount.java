// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent.Usage;

/**
 * What the audit knows of one request while it runs. The first outcome is recorded, later ones are
 * ignored, so that every path may report without counting.
 */
public final class RequestAccount {
  private static final Usage NOTHING = new Usage(0, 0, 0);

  private final AuditDesk desk;
  private final String requestId;
  private final Caller caller;
  private final String operation;
  private final Clock clock;
  private final Instant started;
  private final AtomicBoolean recorded = new AtomicBoolean();
  private volatile String model;
  private volatile String modelVersion;
  private volatile String policy;

  RequestAccount(AuditDesk desk, String requestId, Caller caller, String operation, Clock clock) {
    this.desk = desk;
    this.requestId = requestId;
    this.caller = caller;
    this.operation = operation;
    this.clock = clock;
    this.started = clock.instant();
  }

  public String requestId() {
    return requestId;
  }

  public Caller caller() {
    return caller;
  }

  public String operation() {
    return operation;
  }

  public Instant started() {
    return started;
  }

  /** Notes which model serves the request. */
  public void servedBy(String name, String version) {
    model = name;
    modelVersion = version;
  }

  /** Notes what the policy rules said. */
  public void judged(String trace) {
    policy = trace;
  }

  /** The request was answered without any tokens. */
  public void completed() {
    completed(NOTHING);
  }

  public void completed(Usage usage) {
    record(AuditOutcome.COMPLETED, null, usage);
  }

  public void cancelled(Usage usage) {
    record(AuditOutcome.CANCELLED, ErrorCode.CANCELLED, usage);
  }

  /** The request was refused or failed before it used any tokens. */
  public void ended(ServingException reason) {
    ended(reason, NOTHING);
  }

  public void ended(ServingException reason, Usage usage) {
    record(AuditOutcome.of(reason.code()), reason.code(), usage);
  }

  private void record(AuditOutcome outcome, ErrorCode code, Usage usage) {
    if (recorded.compareAndSet(false, true)) {
      desk.keep(
          new AuditEntry(
              requestId,
              caller,
              operation,
              model,
              modelVersion,
              outcome,
              code,
              policy,
              usage,
              started,
              Duration.between(started, clock.instant())));
    }
  }
}
