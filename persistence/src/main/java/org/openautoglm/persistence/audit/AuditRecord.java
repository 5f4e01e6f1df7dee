// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.hibernate.annotations.Immutable;

/** How one request ended. */
@Entity
@Immutable
@Table(name = "audit_record")
public class AuditRecord {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(nullable = false)
  private Instant occurred;

  @Embedded private AuditSubject subject;

  @Embedded private AuditResult result;

  @Column(name = "duration_ms", nullable = false)
  private long durationMillis;

  /** For JPA only. */
  protected AuditRecord() {}

  /**
   * @param occurred when the request came in, kept to the microsecond
   * @param took from then to its end, kept to the millisecond
   */
  public AuditRecord(Instant occurred, AuditSubject subject, AuditResult result, Duration took) {
    this.occurred = occurred.truncatedTo(ChronoUnit.MICROS);
    this.subject = subject;
    this.result = result;
    this.durationMillis = took.toMillis();
  }

  public Long id() {
    return id;
  }

  public Instant occurred() {
    return occurred;
  }

  public AuditSubject subject() {
    return subject;
  }

  public AuditResult result() {
    return result;
  }

  public Duration took() {
    return Duration.ofMillis(durationMillis);
  }
}
