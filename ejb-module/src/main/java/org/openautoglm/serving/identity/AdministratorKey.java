// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.openautoglm.persistence.identity.ApiKey;
import org.openautoglm.persistence.identity.ApiKeyRepository;
import org.openautoglm.serving.api.Role;

/**
 * Lets the first administrator in, and whoever owns the server's files in again. The rule: when the
 * key file is missing, or nobody holds a valid administrator key, the key issued by this rule
 * before is revoked, and a new one is written to the file. So a lost or leaked key is replaced by
 * deleting the file and starting again; and who wants none revokes it and leaves the file. Servers
 * that share a database have a key each and leave those of the others alone.
 */
final class AdministratorKey {
  private static final String NAME = "administrator";
  private static final String SERVER = "server";

  private final ApiKeyRepository keys;
  private final KeyFile file;
  private final RandomGenerator random;
  private final Clock clock;
  private final String issuer;

  /**
   * @param node of this server among those that share the database, or nothing
   * @param random must be cryptographically strong
   */
  AdministratorKey(
      String node, ApiKeyRepository keys, KeyFile file, RandomGenerator random, Clock clock) {
    this.issuer = node.isEmpty() ? SERVER : SERVER + ":" + node;
    this.keys = keys;
    this.file = file;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Applies the rule. To be called in a transaction that is rolled back when this fails: a key in
   * the database that is in no file would lock everybody out.
   *
   * @throws IllegalStateException when the file cannot be written or read
   */
  void ensure() {
    List<ApiKey> administrators = keys.findValidByRole(Role.ADMIN.name());
    if (administrators.isEmpty() || !file.exists()) {
      administrators.stream()
          .filter(key -> key.bootstrap() && key.createdBy().equals(issuer))
          .forEach(this::replace);
      issue();
    } else {
      check(administrators);
    }
  }

  private void replace(ApiKey key) {
    keys.revoke(key.id(), clock.instant(), issuer);
    IdentityLog.LOG.administratorKeyReplaced(key.id(), key.prefix(), file.path());
  }

  private void issue() {
    Secret secret = Secret.random(random);
    Set<String> roles = Set.of(Role.USER.name(), Role.ADMIN.name());
    keys.add(
        new ApiKey(
            new ApiKey.Issue(NAME, secret.prefix(), secret.hash(), roles, true),
            clock.instant(),
            issuer));
    file.write(secret);
    IdentityLog.LOG.administratorKeyIssued(secret, file.path());
  }

  private void check(List<ApiKey> administrators) {
    Optional<Secret> secret = file.read();
    if (administrators.stream()
        .noneMatch(key -> secret.isPresent() && secret.get().hasHash(key.secretHash()))) {
      IdentityLog.LOG.keyFileStale(file.path());
    } else if (file.exposed()) {
      IdentityLog.LOG.keyFileExposed(file.path());
    }
  }
}
