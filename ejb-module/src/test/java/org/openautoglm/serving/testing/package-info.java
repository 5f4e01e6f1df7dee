// SPDX-License-Identifier: Apache-2.0
/** Hand-written stand-ins for the engine, the devices and the clock, all deterministic. */
package org.openautoglm.serving.testing;
