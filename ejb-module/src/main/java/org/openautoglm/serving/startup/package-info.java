// SPDX-License-Identifier: Apache-2.0
/**
 * How serving begins and ends: the parts are put together, the engine and the default model are
 * warmed up in the background, and when the application stops everything is given back. What it is
 * not: no request passes through here.
 */
package org.openautoglm.serving.startup;
