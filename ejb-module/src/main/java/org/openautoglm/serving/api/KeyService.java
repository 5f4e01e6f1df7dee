// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** API keys: who holds one may call. Keys are stored hashed and shown once. */
public interface KeyService {

  /** Finds whose key this is; empty for an unknown or revoked one. */
  Optional<Caller> authenticate(String key);

  /** Makes a key; {@link Role#ADMIN} callers only. */
  CreatedKey create(Caller caller, String requestId, String name, Set<Role> roles);

  /** All keys, revoked ones too; {@link Role#ADMIN} callers only. */
  List<KeyView> list(Caller caller, String requestId);

  /** Ends a key at once; {@link Role#ADMIN} callers only. */
  void revoke(Caller caller, String requestId, long id);
}
