// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is shown of a key; what the server left out is empty.
 *
 * @param created to the second, in UTC
 * @param revoked likewise, or a dash while the key is valid
 */
record KeyDescription(
    String id, String name, String prefix, String roles, String created, String revoked) {

  static KeyDescription of(JsonObject key) {
    return new KeyDescription(
        key.containsKey("id") ? key.get("id").toString() : "",
        Fields.text(key.get("name")),
        Fields.text(key.get("prefix")) + "...",
        Fields.array(key, "roles").stream()
            .map(role -> Fields.text(role).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(",")),
        Fields.time(key.get("created")),
        Fields.time(key.get("revoked")));
  }

  static List<KeyDescription> allOf(JsonObject list) {
    return Fields.data(list).stream().map(KeyDescription::of).toList();
  }
}
