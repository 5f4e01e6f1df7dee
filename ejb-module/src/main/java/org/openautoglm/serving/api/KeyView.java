// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.time.Instant;
import java.util.Set;

/**
 * A key without its secret.
 *
 * @param prefix first characters, to recognise it by
 * @param revoked null while it is valid
 */
public record KeyView(
    long id, String name, String prefix, Set<Role> roles, Instant created, Instant revoked) {}
