// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
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
  @Spec private CommandSpec spec;

  /** What a key may do. */
  enum RoleName {
    USER,
    ADMIN,
    AUDITOR
  }

  @Command(name = "create", description = "Makes a key and shows it, once.")
  int create(
      @Mixin Connection connection,
      @Option(
              names = "--name",
              required = true,
              description = "whom or what the key is for; 1 to 64 characters")
          String name,
      @Option(
              names = "--role",
              defaultValue = "user",
              description = "user, admin or auditor (${DEFAULT-VALUE})")
          RoleName role) {
    JsonObject created = connection.connect().create(name, role);
    if (connection.json()) {
      out().println(created);
    } else {
      // the key alone, so that a script can take it from standard output
      out().println(Terminal.harmless(created.getString("key", "")));
      String id = Terminal.said(KeyDescription.of(created).id());
      err().println("Key " + id + " was made; it is not shown again.");
    }
    return 0;
  }

  @Command(name = "list", description = "Lists all keys, without their secrets.")
  int list(@Mixin Connection connection) {
    JsonObject answer = connection.connect().list();
    if (connection.json()) {
      out().println(answer);
      return 0;
    }
    Table table = new Table(List.of("ID", "NAME", "KEY", "ROLES", "CREATED", "REVOKED"));
    for (KeyDescription key : KeyDescription.allOf(answer)) {
      table.add(
          List.of(key.id(), key.name(), key.prefix(), key.roles(), key.created(), key.revoked()));
    }
    table.lines().forEach(out()::println);
    return 0;
  }

  @Command(name = "revoke", description = "Ends a key at once.")
  int revoke(
      @Mixin Connection connection,
      @Parameters(paramLabel = "ID", description = "number of the key, as key list shows it")
          long id) {
    connection.connect().revoke(id);
    out()
        .println(
            connection.json()
                ? Json.createObjectBuilder().add("id", id).add("revoked", true).build()
                : "Key " + id + " is revoked.");
    return 0;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
