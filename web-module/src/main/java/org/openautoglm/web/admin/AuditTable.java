// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.admin;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openautoglm.serving.api.AuditView;

/**
 * The audit as RFC 4180 comma-separated values, for spreadsheets. Some values are chosen by
 * callers: one that a spreadsheet would take for a formula is given an apostrophe in front.
 */
final class AuditTable {
  private static final String END = "\r\n";
  private static final String FORMULA = "=+-@\t\r";
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "occurred",
          "duration_ms",
          "request_id",
          "caller",
          "operation",
          "model",
          "model_version",
          "outcome",
          "error_code",
          "policy",
          "prompt_tokens",
          "completion_tokens");

  private AuditTable() {}

  static String of(List<AuditView> views) {
    return Stream.concat(Stream.of(COLUMNS), views.stream().map(AuditTable::cells))
        .map(cells -> cells.stream().map(AuditTable::quoted).collect(Collectors.joining(",")) + END)
        .collect(Collectors.joining());
  }

  private static List<String> cells(AuditView view) {
    return Stream.of(
            view.id(),
            view.occurred(),
            view.took().toMillis(),
            view.request().id(),
            view.request().caller(),
            view.request().operation(),
            view.request().model(),
            view.request().modelVersion(),
            view.outcome().kind(),
            view.outcome().errorCode(),
            view.outcome().policy(),
            view.outcome().promptTokens(),
            view.outcome().completionTokens())
        .map(value -> Objects.toString(value, ""))
        .toList();
  }

  private static String quoted(String cell) {
    String safe = !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
