// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.admin;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Function;
import org.openautoglm.serving.api.AuditFilter;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/** Reads which records of the audit are wanted from the query of an address. */
final class AuditFilterReader {
  private AuditFilterReader() {}

  /**
   * @throws ServingException {@code INVALID_VALUE} naming the parameter that cannot be read
   */
  static AuditFilter read(MultivaluedMap<String, String> query) {
    return new AuditFilter(
        value(query, "limit", "a whole number", Integer::valueOf),
        value(query, "before", "the next_before of another page", Long::valueOf),
        value(query, "caller", "an id", Function.identity()),
        value(query, "operation", "a name", Function.identity()),
        value(query, "outcome", "a name", Function.identity()),
        new AuditFilter.Span(time(query, "from"), time(query, "to")));
  }

  private static Instant time(MultivaluedMap<String, String> query, String name) {
    return value(
        query,
        name,
        "a time such as 2026-11-23T10:00:00Z",
        text -> OffsetDateTime.parse(text).toInstant());
  }

  /** Absent and empty are the same. */
  private static <T> T value(
      MultivaluedMap<String, String> query,
      String name,
      String expected,
      Function<String, T> reading) {
    String text = query.getFirst(name);
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return reading.apply(text.strip());
    } catch (NumberFormatException | DateTimeException e) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE, "'" + name + "' must be " + expected + ".", name, e);
    }
  }
}
