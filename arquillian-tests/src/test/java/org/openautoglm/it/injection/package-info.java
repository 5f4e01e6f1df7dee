// SPDX-License-Identifier: Apache-2.0
/**
 * Applications in the same virtual machine: serving injected instead of called over HTTP. Its tests
 * run inside the server.
 */
package org.openautoglm.it.injection;
