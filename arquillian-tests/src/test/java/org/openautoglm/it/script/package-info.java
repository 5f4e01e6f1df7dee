// SPDX-License-Identifier: Apache-2.0
/** The entry script as a user runs it, with a server of its own. */
package org.openautoglm.it.script;
