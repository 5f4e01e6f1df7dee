// SPDX-License-Identifier: Apache-2.0
/**
 * The server under test: how it is filled with models, deployed to, called and observed. What it is
 * not: it asserts nothing about the product.
 */
package org.openautoglm.it.harness;
