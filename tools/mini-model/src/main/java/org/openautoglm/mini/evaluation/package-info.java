// SPDX-License-Identifier: Apache-2.0
/**
 * Asks a checkpoint what it was never taught word for word, and counts the right answers. It uses
 * the engine as the service does, and nothing else of it.
 */
package org.openautoglm.mini.evaluation;
