// SPDX-License-Identifier: Apache-2.0
/**
 * Which models there are: the sub-folders of the model folder, their versions, and whether the
 * engine could load them. What it is not: it loads nothing and knows no device; it only looks,
 * every time it is asked, so that folders may come and go while the server runs.
 */
package org.openautoglm.serving.catalog;
