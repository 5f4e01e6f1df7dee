// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import java.lang.reflect.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openautoglm.persistence.connection.DatabaseUnavailableException;
import org.openautoglm.persistence.identity.ApiKey;
import org.openautoglm.persistence.identity.ApiKeyRepository;

/** Keys in memory; fails when told to. */
final class FakeApiKeys implements ApiKeyRepository {

  /** A use that was noted. */
  record Use(long id, Instant when, Instant since) {}

  final List<ApiKey> all = new ArrayList<>();
  final List<Use> uses = new ArrayList<>();
  int questions;
  RuntimeException failure;

  @Override
  public void add(ApiKey key) {
    failIfTold();
    all.add(key);
    setField(key, "id", (long) all.size());
  }

  @Override
  public Optional<ApiKey> findBySecretHash(String secretHash) {
    questions++;
    if (failure instanceof DatabaseUnavailableException) {
      throw failure;
    }
    return all.stream().filter(key -> key.secretHash().equals(secretHash)).findFirst();
  }

  @Override
  public List<ApiKey> findAll() {
    return List.copyOf(all);
  }

  @Override
  public List<ApiKey> findValidByRole(String role) {
    return all.stream().filter(key -> key.revoked() == null && key.roles().contains(role)).toList();
  }

  @Override
  public Optional<ApiKey> revoke(long id, Instant when, String by) {
    failIfTold();
    Optional<ApiKey> found = all.stream().filter(key -> key.id() == id).findFirst();
    found.ifPresent(key -> key.revoke(when, by));
    return found;
  }

  @Override
  public void noteUse(long id, Instant when, Instant since) {
    failIfTold();
    uses.add(new Use(id, when, since));
  }

  private void failIfTold() {
    if (failure != null) {
      throw failure;
    }
  }

  /** The database alone sets it. */
  private static void setField(ApiKey key, String name, Object value) {
    try {
      Field field = ApiKey.class.getDeclaredField(name);
      field.setAccessible(true);
      field.set(key, value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("ApiKey has another shape", e);
    }
  }
}
