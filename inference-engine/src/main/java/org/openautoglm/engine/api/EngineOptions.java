// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.nio.file.Path;

/**
 * How the native part of the engine runs, set once for the JVM.
 *
 * @param nativeCache folder into which native libraries are extracted; created when absent
 * @param threads threads of one operator on the CPU; 0 chooses the number of processors
 */
public record EngineOptions(Path nativeCache, int threads) {}
