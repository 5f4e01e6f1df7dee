// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All keys, revoked ones included. What it returns is a snapshot unless a transaction is active.
 */
public interface ApiKeyRepository {

  /** Keeps a new key, which then has an id. */
  void add(ApiKey key);

  /** The key with this hash, revoked or not. */
  Optional<ApiKey> findBySecretHash(String secretHash);

  /** Every key in the order of issue. */
  List<ApiKey> findAll();

  /** Every key that is not revoked and has this role, in the order of issue. */
  List<ApiKey> findValidByRole(String role);

  /**
   * Ends a key for every request that begins after this call; the first time counts.
   *
   * @return the key as it is then, or empty when there is none with this id
   */
  Optional<ApiKey> revoke(long id, Instant when, String by);

  /** Notes a use, in its own transaction, unless one after {@code since} is noted. */
  void noteUse(long id, Instant when, Instant since);
}
