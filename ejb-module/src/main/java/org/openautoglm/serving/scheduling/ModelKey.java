// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

/** One version of one model; changed files are another version and so another instance. */
public record ModelKey(String name, String version) {

  @Override
  public String toString() {
    return name + " (version " + version + ")";
  }
}
