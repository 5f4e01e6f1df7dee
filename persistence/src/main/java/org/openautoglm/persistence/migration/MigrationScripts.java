// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.migration;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The scripts by name. Flyway would otherwise search the class path for them, which depends on how
 * the application server presents folders inside an archive, and a search that finds nothing is not
 * an error to Flyway.
 */
final class MigrationScripts implements ResourceProvider {
  static final List<String> NAMES = List.of("V1__api_keys.sql", "V2__audit_records.sql");

  private final List<LoadableResource> scripts;

  MigrationScripts(Collection<? extends LoadableResource> scripts) {
    this.scripts = List.copyOf(scripts);
  }

  static MigrationScripts ofThisVersion() {
    return new MigrationScripts(NAMES.stream().map(MigrationScript::new).toList());
  }

  @Override
  public LoadableResource getResource(String name) {
    return scripts.stream()
        .filter(script -> script.getRelativePath().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    return scripts.stream()
        .filter(script -> matches(script.getFilename(), prefix, suffixes))
        .toList();
  }

  private static boolean matches(String name, String prefix, String[] suffixes) {
    return name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith);
  }
}
