// SPDX-License-Identifier: Apache-2.0
/** Callers that leave, and applications that are replaced: whatever was held is given back. */
package org.openautoglm.it.lifecycle;
