// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import java.net.URI;
import java.net.URISyntaxException;
import org.openautoglm.cli.Loopback;

/**
 * A server to measure.
 *
 * @param name how the reports call it
 * @param root address, ending with a slash, below which {@code v1/} lies
 * @param key sent as bearer token, or null for none
 */
public record Target(String name, URI root, String key) {

  /**
   * Reads {@code URL} or {@code NAME=URL}; a base URL as the OpenAI clients take it, ending with
   * {@code /v1}, means the same as without.
   *
   * @throws IllegalArgumentException when that is no address
   */
  public static Target parse(String text) {
    int equals = text.indexOf('=');
    boolean named = equals > 0 && !text.substring(0, equals).contains("/");
    URI root = root(named ? text.substring(equals + 1) : text);
    return new Target(named ? text.substring(0, equals) : root.getAuthority(), root, null);
  }

  private static URI root(String url) {
    String stripped = url.replaceFirst("/+$", "").replaceFirst("/v1$", "");
    try {
      URI root = new URI(stripped + "/");
      boolean web = "http".equals(root.getScheme()) || "https".equals(root.getScheme());
      if (web && root.getHost() != null && root.getQuery() == null) {
        return root;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + url + "' is no address: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "an address is like http://127.0.0.1:8080, not '" + url + "'");
  }

  public Target withKey(String newKey) {
    return new Target(name, root, newKey);
  }

  public URI resolve(String path) {
    return root.resolve(path);
  }

  /** Whether requests stay on this machine. */
  public boolean isLocal() {
    return Loopback.isHostOf(root);
  }
}
