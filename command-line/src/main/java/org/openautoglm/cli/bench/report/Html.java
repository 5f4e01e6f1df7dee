// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

/** Text that comes from a server or a user must stay text on a page. */
final class Html {
  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
