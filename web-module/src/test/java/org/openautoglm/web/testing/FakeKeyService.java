// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.CreatedKey;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.KeyService;
import org.openautoglm.serving.api.KeyView;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;

/** Knows a user's and an administrator's key, and keeps the ones it makes in memory. */
public final class FakeKeyService implements KeyService {
  public static final String USER_KEY = "ag-user";
  public static final String ADMIN_KEY = "ag-admin";

  private static final Instant CREATED = Instant.parse("2026-11-23T10:00:00Z");
  private static final Map<String, Caller> CALLERS =
      Map.of(
          USER_KEY, new Caller("key:1", "user", Set.of(Role.USER)),
          ADMIN_KEY, new Caller("key:2", "admin", Set.of(Role.USER, Role.ADMIN)));

  private final List<KeyView> keys = new ArrayList<>();

  @Override
  public Optional<Caller> authenticate(String key) {
    return Optional.ofNullable(CALLERS.get(key));
  }

  @Override
  public CreatedKey create(Caller caller, String requestId, String name, Set<Role> roles) {
    requireAdmin(caller);
    KeyView key = new KeyView(keys.size() + 1, name, "ag-new", roles, CREATED, null);
    keys.add(key);
    return new CreatedKey(key, "ag-new-secret");
  }

  @Override
  public List<KeyView> list(Caller caller, String requestId) {
    requireAdmin(caller);
    return List.copyOf(keys);
  }

  @Override
  public void revoke(Caller caller, String requestId, long id) {
    requireAdmin(caller);
    if (!keys.removeIf(key -> key.id() == id)) {
      throw new ServingException(ErrorCode.NOT_FOUND, "There is no such key.");
    }
  }

  private static void requireAdmin(Caller caller) {
    if (!caller.has(Role.ADMIN)) {
      throw new ServingException(ErrorCode.ACCESS_DENIED, "Only administrators manage keys.");
    }
  }
}
