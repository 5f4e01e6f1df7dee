// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/** Whether callers can be let in and a default model can answer, and if not, what is missing. */
public record Readiness(boolean ready, String defaultModel, List<String> missing) {}
