// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** API keys of a running service. */
@Command(
    name = "key",
    description = "Creates, lists and revokes API keys.",
    synopsisSubcommandLabel = "(create | list | revoke)")
final class KeyCommand {
  private static final String KEYS = "/api/keys";

  @Spec private CommandSpec spec;

  /** What a key may do. */
  enum RoleName {
    USER,
    ADMIN
  }

  @Command(name = "create", description = "Makes a key and shows it, once.")
  int create(
      @Mixin Connection connection,
      @Option(names = "--name", required = true, description = "whom or what the key is for")
          String name,
      @Option(
              names = "--role",
              defaultValue = "user",
              description = "user or admin (${DEFAULT-VALUE})")
          RoleName role,
      @Option(names = "--json", description = "answer as JSON") boolean json) {
    JsonObject request =
        Json.createObjectBuilder()
            .add("name", name)
            .add("roles", Json.createArrayBuilder().add(role.name()))
            .build();
    JsonObject created = connection.send("POST", KEYS, request);
    out().println(json ? created : created.getString("key"));
    if (!json) {
      spec.commandLine()
          .getErr()
          .println("Key " + created.getJsonNumber("id") + " was made; it is not shown again.");
    }
    return 0;
  }

  @Command(name = "list", description = "Lists all keys, without their secrets.")
  int list(
      @Mixin Connection connection,
      @Option(names = "--json", description = "answer as JSON") boolean json) {
    JsonObject answer = connection.send("GET", KEYS, null);
    if (json) {
      out().println(answer);
      return 0;
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"ID", "NAME", "KEY", "ROLES", "CREATED", "REVOKED"});
    for (JsonObject key : answer.getJsonArray("data").getValuesAs(JsonObject.class)) {
      rows.add(
          new String[] {
            key.getJsonNumber("id").toString(),
            key.getString("name"),
            key.getString("prefix") + "...",
            roles(key.getJsonArray("roles")),
            key.getString("created"),
            key.isNull("revoked") ? "-" : key.getString("revoked")
          });
    }
    Table.print(out(), rows);
    return 0;
  }

  private static String roles(JsonArray roles) {
    return String.join(
        ",",
        roles.getValuesAs(JsonString.class).stream()
            .map(role -> role.getString().toLowerCase(Locale.ROOT))
            .toList());
  }

  @Command(name = "revoke", description = "Ends a key at once.")
  int revoke(
      @Mixin Connection connection,
      @Parameters(paramLabel = "ID", description = "number of the key, as key list shows it")
          long id) {
    connection.send("DELETE", KEYS + "/" + id, null);
    out().println("Key " + id + " is revoked.");
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
