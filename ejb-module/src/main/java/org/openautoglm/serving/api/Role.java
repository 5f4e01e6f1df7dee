// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

/** What a caller may do. */
public enum Role {
  /** Use models. */
  USER,
  /** Manage keys and models as well. */
  ADMIN
}
