// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.Locale;

/** The languages the model is taught. */
public enum Language {
  EN,
  ZH;

  /** As part of a resource's name: {@code facts.en.json}. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
