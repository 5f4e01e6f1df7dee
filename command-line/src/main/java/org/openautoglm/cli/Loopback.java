// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** The addresses of this machine that no other one can listen at. */
public final class Loopback {
  private Loopback() {}

  /** Whether requests to a server stay on this machine. */
  public static boolean isHostOf(URI server) {
    try {
      return InetAddress.getByName(server.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // where requests to it go is not known, so it gets no key
      return false;
    }
  }
}
