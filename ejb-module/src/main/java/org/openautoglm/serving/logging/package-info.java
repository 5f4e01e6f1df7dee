// SPDX-License-Identifier: Apache-2.0
/**
 * The log messages of serving with their ids (4000 to 4999), and the one receiver of failures that
 * happen in the background. No message carries a prompt, an answer or a secret.
 */
package org.openautoglm.serving.logging;
