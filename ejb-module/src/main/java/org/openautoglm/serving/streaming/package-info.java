// SPDX-License-Identifier: Apache-2.0
/**
 * The way back: events of a running answer travel from the thread that computes to the thread that
 * writes, through a channel that is bounded without ever holding up the computing side. What it is
 * not: it knows no HTTP and chooses nothing about the answer.
 */
package org.openautoglm.serving.streaming;
