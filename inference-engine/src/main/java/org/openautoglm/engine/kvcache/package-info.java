// SPDX-License-Identifier: Apache-2.0
/**
 * Who owns which rows of the KV cache: integers only, no tensor. The rows themselves live in the
 * model; whoever moves a lease moves the rows.
 */
package org.openautoglm.engine.kvcache;
