// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.SplittableRandom;

/** Draws examples of one kind. The same random numbers give the same examples. */
@FunctionalInterface
public interface ExampleSource {
  Example next(SplittableRandom random);
}
