// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.stream;

import java.util.List;
import org.openautoglm.serving.api.StreamEvent;

/** Gives the events of one answer their wire form. Used by one thread, in order. */
public interface EventEncoder {

  /**
   * @param event any event but {@link StreamEvent.Failed}
   * @return data of the server-sent events to send for it, without line breaks; may be empty
   */
  List<String> encode(StreamEvent event);
}
