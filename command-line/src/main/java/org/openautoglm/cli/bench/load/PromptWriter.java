// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import jakarta.json.stream.JsonGenerator;
import org.openautoglm.cli.bench.client.Reply;

/** The prompt of a conversation in one of the forms servers take; it grows turn by turn. */
interface PromptWriter {

  /** Adds what every conversation begins with. */
  void share(int tokens);

  /** Adds what the user says in the next turn. */
  void ask(int tokens);

  /** Adds what the model said. */
  void answered(Reply reply);

  /** Writes the prompt as a member of the request. */
  void write(JsonGenerator json);
}
