// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

/**
 * One key an operator can set.
 *
 * @param name full name, beginning with {@code autoglm.}
 * @param defaultValue in words where it depends on something else
 * @param description what it does, with its unit
 */
public record ConfigurationKey(String name, String defaultValue, String description) {}
