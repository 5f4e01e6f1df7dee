// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists of entries from text files, each list under its name in square brackets. */
final class Sections {
  private final Map<String, List<String>> entries = new LinkedHashMap<>();

  /** All sections of these resources; a section may go on in another file. */
  Sections(String... resources) {
    for (String resource : resources) {
      String section = "";
      for (String line : Resources.lines(resource)) {
        if (line.startsWith("[")) {
          section = line.substring(1, line.length() - 1);
        } else {
          entries.computeIfAbsent(section, name -> new ArrayList<>()).add(line);
        }
      }
    }
  }

  /** The entries of a section; none if there is no such section. */
  List<String> get(String section) {
    return entries.getOrDefault(section, List.of());
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }
}
