// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.openautoglm.persistence.identity.ApiKey;
import org.openautoglm.persistence.identity.ApiKeyRepository;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.CreatedKey;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.KeyService;
import org.openautoglm.serving.api.KeyView;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.audit.AuditDesk;
import org.openautoglm.serving.audit.DatabaseFailures;

/**
 * Keys in the database. Every request looks its key up there, so a key that was revoked on any
 * server is refused by all of them at once.
 */
final class ApiKeyService implements KeyService {
  private final ApiKeyRepository keys;
  private final LastUse lastUse;
  private final AuditDesk audit;
  private final RandomGenerator random;
  private final Clock clock;

  /**
   * @param random must be cryptographically strong
   */
  ApiKeyService(
      ApiKeyRepository keys,
      LastUse lastUse,
      AuditDesk audit,
      RandomGenerator random,
      Clock clock) {
    this.keys = keys;
    this.lastUse = lastUse;
    this.audit = audit;
    this.random = random;
    this.clock = clock;
  }

  /**
   * The database compares hashes, and how long that takes may depend on how far they agree. Nobody
   * can use it: who does not know a key cannot choose its hash.
   */
  @Override
  public Optional<Caller> authenticate(String key) {
    Optional<Secret> sent = Secret.parse(key);
    Optional<ApiKey> found =
        sent.flatMap(this::find)
            .filter(known -> sent.get().hasHash(known.secretHash()))
            .filter(known -> known.revoked() == null);
    found.ifPresent(known -> lastUse.used(known.id(), known.lastUsed()));
    return found.map(known -> new Caller("key:" + known.id(), known.name(), roles(known)));
  }

  private Optional<ApiKey> find(Secret secret) {
    try {
      return keys.findBySecretHash(secret.hash());
    } catch (RuntimeException e) {
      throw DatabaseFailures.of(e);
    }
  }

  @Override
  public CreatedKey create(Caller caller, String requestId, String name, Set<Role> roles) {
    return audit.audited(
        requestId,
        caller,
        "key.create",
        () -> {
          requireAdministrator(caller);
          String checkedName = KeyName.checked(name);
          Secret secret = Secret.random(random);
          ApiKey key =
              new ApiKey(
                  new ApiKey.Issue(
                      checkedName, secret.prefix(), secret.hash(), names(roles), false),
                  clock.instant(),
                  caller.id());
          keys.add(key);
          IdentityLog.LOG.created(key.id(), key.name(), key.roles(), caller.id());
          return new CreatedKey(view(key), secret.reveal());
        });
  }

  @Override
  public List<KeyView> list(Caller caller, String requestId) {
    return audit.audited(
        requestId,
        caller,
        "key.list",
        () -> {
          requireAdministrator(caller);
          return keys.findAll().stream().map(ApiKeyService::view).toList();
        });
  }

  /** Ending a key that has ended already changes nothing. */
  @Override
  public void revoke(Caller caller, String requestId, long id) {
    audit.audited(
        requestId,
        caller,
        "key.revoke",
        () -> {
          requireAdministrator(caller);
          ApiKey key =
              keys.revoke(id, clock.instant(), caller.id())
                  .orElseThrow(
                      () ->
                          new ServingException(
                              ErrorCode.NOT_FOUND,
                              "There is no key with the id " + id + "; list the keys to see all.",
                              "id"));
          IdentityLog.LOG.revoked(key.id(), key.name(), key.revokedBy());
          return key;
        });
  }

  private static void requireAdministrator(Caller caller) {
    if (!caller.has(Role.ADMIN)) {
      throw new ServingException(
          ErrorCode.ACCESS_DENIED, "Only keys with the role ADMIN may manage keys.");
    }
  }

  private static Set<String> names(Set<Role> roles) {
    if (roles == null || roles.isEmpty()) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "roles must name at least one of " + Arrays.toString(Role.values()) + ".",
          "roles");
    }
    return roles.stream().map(Role::name).collect(Collectors.toUnmodifiableSet());
  }

  private static KeyView view(ApiKey key) {
    return new KeyView(
        key.id(), key.name(), key.prefix(), roles(key), key.created(), key.revoked());
  }

  /** A role this version does not know, written by a newer one, grants nothing. */
  private static Set<Role> roles(ApiKey key) {
    return Arrays.stream(Role.values())
        .filter(role -> key.roles().contains(role.name()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
