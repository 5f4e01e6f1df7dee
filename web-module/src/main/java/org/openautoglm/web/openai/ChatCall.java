// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import org.openautoglm.serving.api.ChatRequest;

/** A chat completion as read from the wire: what to answer, and how to deliver it. */
record ChatCall(ChatRequest request, AnswerOptions options) {}
