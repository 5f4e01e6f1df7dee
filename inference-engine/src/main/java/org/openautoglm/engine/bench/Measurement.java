// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

/**
 * One figure.
 *
 * @param name for the JSON file
 * @param unit for example {@code tok/s}
 * @param remark how it stands to the floor, empty when there is none
 */
record Measurement(String name, String title, double value, String unit, String remark) {}
