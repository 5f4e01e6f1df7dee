// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.Set;

/**
 * Who asks, established at the door and trusted from there on.
 *
 * @param id stable identifier, for example {@code key:42}; appears in the audit
 * @param name for people
 * @param roles {@link Role} names
 */
public record Caller(String id, String name, Set<Role> roles) {

  public Caller {
    roles = Set.copyOf(roles);
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }
}
