// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator can set, one typed class per subject, read once from MicroProfile Config. What
 * it is not: it decides nothing, and it holds nothing that can be changed while the server runs.
 */
package org.openautoglm.serving.config;
