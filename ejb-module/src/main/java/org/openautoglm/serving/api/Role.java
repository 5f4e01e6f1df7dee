// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

/** What a caller may do. */
public enum Role {
  /** Use models. */
  USER,
  /** Manage keys, see workers and devices, and read the audit, as well. */
  ADMIN,
  /** Read the audit, and nothing else. */
  AUDITOR
}
