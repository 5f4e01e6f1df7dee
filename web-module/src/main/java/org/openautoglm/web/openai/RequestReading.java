// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.function.Supplier;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.web.security.CurrentRequest;

/** Reads requests; one that cannot be read is recorded like one that is refused later. */
final class RequestReading {
  private RequestReading() {}

  /**
   * @param operation as the audit calls it
   * @throws ServingException as the reader throws it
   */
  static <T> T recorded(
      InferenceService inference, CurrentRequest current, String operation, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (ServingException e) {
      inference.refused(current.caller(), current.id(), operation, e);
      throw e;
    }
  }
}
