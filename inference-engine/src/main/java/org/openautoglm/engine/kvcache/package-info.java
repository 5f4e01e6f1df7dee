// SPDX-License-Identifier: Apache-2.0
/**
 * Who owns which rows of the KV cache, and what is in rows that nobody uses at the moment: integers
 * only, no tensor. The rows themselves live in the model.
 *
 * <p>Prefixes are kept per tenant. How soon an answer begins tells whether its prompt was in the
 * cache; if tenants shared prefixes, one could learn by trying what another one had asked.
 */
package org.openautoglm.engine.kvcache;
