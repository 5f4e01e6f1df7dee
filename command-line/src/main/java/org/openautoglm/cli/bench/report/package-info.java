// SPDX-License-Identifier: Apache-2.0
/**
 * What the measurements of a run amount to, told on the terminal, as JSON and as a page. It sends
 * nothing.
 */
package org.openautoglm.cli.bench.report;
