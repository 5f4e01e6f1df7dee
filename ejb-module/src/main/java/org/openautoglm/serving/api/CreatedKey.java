// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

/**
 * A new key.
 *
 * @param secret the key itself; it cannot be shown again
 */
public record CreatedKey(KeyView key, String secret) {}
