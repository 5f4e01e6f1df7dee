// SPDX-License-Identifier: Apache-2.0
/** Fakes of the services behind the web module, and a server that runs it in this process. */
package org.openautoglm.web.testing;
