// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Puts every resource and provider of this module at the context root. */
@ApplicationPath("/")
public class WebApplication extends Application {}
