// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import org.openautoglm.serving.api.CompletionRequest;

/** A text completion as read from the wire: what to answer, and how to deliver it. */
record CompletionCall(CompletionRequest request, AnswerOptions options) {}
