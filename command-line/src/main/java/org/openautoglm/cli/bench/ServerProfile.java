// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import org.openautoglm.cli.bench.client.Endpoint;
import org.openautoglm.cli.bench.load.Vocabulary;

/**
 * What a server can be asked.
 *
 * @param model null when the server lists none and the user named none
 * @param vocabulary with ids when the server takes token ids as a prompt
 */
record ServerProfile(String model, Vocabulary vocabulary) {

  /** How prompts are sent, for the reports. */
  String prompts(Endpoint endpoint) {
    if (endpoint == Endpoint.CHAT) {
      return "messages";
    }
    return vocabulary.hasIds() ? "token_ids" : "text";
  }
}
