// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.policy;

import org.openautoglm.serving.api.Caller;

/**
 * What a rule is asked.
 *
 * @param operation what the caller wants to do
 * @param model name the caller sent, or null for the default model
 */
public record PolicyQuestion(Caller caller, String operation, String model) {}
