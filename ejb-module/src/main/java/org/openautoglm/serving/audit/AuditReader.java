// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.openautoglm.persistence.audit.AuditQuery;
import org.openautoglm.persistence.audit.AuditRecord;
import org.openautoglm.persistence.audit.AuditRepository;
import org.openautoglm.serving.api.AuditFilter;
import org.openautoglm.serving.api.AuditPage;
import org.openautoglm.serving.api.AuditService;
import org.openautoglm.serving.api.AuditView;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.logging.FailureReceiver;

/** Reads the audit for those who may, and leaves a record of each look. */
@ApplicationScoped
public class AuditReader implements AuditService {
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private AuditRepository repository;
  private AuditDesk audit;

  /** For the container's proxy only. */
  protected AuditReader() {}

  @Inject
  public AuditReader(AuditRepository repository, AuditTrail trail, FailureReceiver failures) {
    this(repository, new AuditDesk(trail, failures, Clock.systemUTC()));
  }

  AuditReader(AuditRepository repository, AuditDesk audit) {
    this.repository = repository;
    this.audit = audit;
  }

  @Override
  public AuditPage read(Caller caller, String requestId, AuditFilter filter) {
    return audit.audited(
        requestId,
        caller,
        "audit.read",
        () -> {
          requireAuditor(caller);
          return page(query(filter), limit(filter));
        });
  }

  /** One record more than is shown tells whether there is another page. */
  private AuditPage page(AuditQuery query, int limit) {
    List<AuditRecord> found = repository.find(query, limit + 1);
    if (found.size() <= limit) {
      return new AuditPage(found.stream().map(AuditReader::view).toList(), null);
    }
    List<AuditRecord> shown = found.subList(0, limit);
    return new AuditPage(shown.stream().map(AuditReader::view).toList(), shown.get(limit - 1).id());
  }

  private static void requireAuditor(Caller caller) {
    if (!caller.has(Role.AUDITOR) && !caller.has(Role.ADMIN)) {
      throw new ServingException(
          ErrorCode.ACCESS_DENIED, "Only keys with the role AUDITOR or ADMIN may read the audit.");
    }
  }

  private static int limit(AuditFilter filter) {
    int limit = filter.limit() == null ? USUAL_PAGE : filter.limit();
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw invalid("limit", limit, "1 to " + LARGEST_PAGE);
    }
    return limit;
  }

  private static AuditQuery query(AuditFilter filter) {
    String outcome = filter.outcome();
    if (outcome != null
        && Arrays.stream(AuditOutcome.values()).noneMatch(known -> known.name().equals(outcome))) {
      throw invalid("outcome", outcome, "one of " + Arrays.toString(AuditOutcome.values()));
    }
    return new AuditQuery(
        filter.before(),
        storable("caller", filter.caller()),
        storable("operation", filter.operation()),
        outcome,
        storable("from", filter.span().from()),
        storable("to", filter.span().to()));
  }

  /** PostgreSQL refuses the character that ends a text in C. */
  private static String storable(String field, String text) {
    if (text != null && text.indexOf('\0') >= 0) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE, field + " must not hold the character U+0000.", field);
    }
    return text;
  }

  /** A database cannot compare its times with every one that Java can express. */
  private static Instant storable(String field, Instant time) {
    if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
      throw invalid(field, time, "a time of the years 1 to 9999");
    }
    return time;
  }

  private static ServingException invalid(String field, Object value, String allowed) {
    return new ServingException(
        ErrorCode.INVALID_VALUE, field + " is " + value + ": allowed is " + allowed + ".", field);
  }

  private static AuditView view(AuditRecord kept) {
    return new AuditView(
        kept.id(),
        kept.occurred(),
        kept.took(),
        new AuditView.Request(
            kept.subject().requestId(),
            kept.subject().callerId(),
            kept.subject().operation(),
            kept.subject().model(),
            kept.subject().modelVersion()),
        new AuditView.Outcome(
            kept.result().outcome(),
            kept.result().errorCode(),
            kept.result().reason(),
            kept.result().promptTokens(),
            kept.result().completionTokens()));
  }
}
