// SPDX-License-Identifier: Apache-2.0
/**
 * The contract of the inference engine, and its only importable package.
 *
 * <p>What it is: immutable descriptions of models and requests, and the few interfaces through
 * which an application loads a model and has it generate tokens. What it is not: it knows no HTTP,
 * no Jakarta EE and no tensor; nothing here loads native code.
 */
package org.openautoglm.engine.api;
