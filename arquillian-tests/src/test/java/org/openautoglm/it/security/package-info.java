// SPDX-License-Identifier: Apache-2.0
/** Who is let in, and where the credentials are kept. */
package org.openautoglm.it.security;
