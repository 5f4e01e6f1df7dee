// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/** Token ids, their spelling in the vocabulary, and the most the model takes. */
public record TokenizeResult(List<Integer> tokens, List<String> spellings, int maxModelLength) {}
