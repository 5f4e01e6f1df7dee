// SPDX-License-Identifier: Apache-2.0
/**
 * The engine behind the contract: starts the native part, and puts checkpoint, tokenizer, decoder
 * and batch together as a model. It holds the wiring and nothing else.
 */
package org.openautoglm.engine.runtime;
