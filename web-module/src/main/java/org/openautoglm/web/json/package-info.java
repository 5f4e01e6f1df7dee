// SPDX-License-Identifier: Apache-2.0
/**
 * JSON at the edge: request bodies become plain values whose every access names the field it reads,
 * and answers become text. What it is not: it knows no field of any particular request.
 */
package org.openautoglm.web.json;
