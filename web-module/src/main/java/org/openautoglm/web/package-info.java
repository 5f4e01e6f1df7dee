// SPDX-License-Identifier: Apache-2.0
/**
 * How callers reach us over HTTP: one Jakarta REST application at the root of the server. Each
 * package below is a station of a request's way in and out; this one only starts the application
 * and holds its configuration. What it is not: it decides nothing about models, keys or prompts,
 * and of our own code it knows {@code org.openautoglm.serving.api} alone.
 */
package org.openautoglm.web;
