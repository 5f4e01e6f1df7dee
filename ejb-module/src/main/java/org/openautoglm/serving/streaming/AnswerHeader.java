// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import java.time.Instant;

/** What is known of an answer before its first token. */
public record AnswerHeader(String model, String modelVersion, Instant created) {}
