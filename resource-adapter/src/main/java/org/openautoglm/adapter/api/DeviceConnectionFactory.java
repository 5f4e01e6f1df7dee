// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter.api;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import java.io.Serializable;
import java.util.List;

/** Lends devices. Looked up as {@code java:/eis/autoglm/devices}. */
public interface DeviceConnectionFactory extends Serializable, Referenceable {

  /**
   * Borrows part of a device.
   *
   * @throws ResourceException when no device has what is asked for; the message says what is free
   */
  DeviceLease lease(DeviceRequest request) throws ResourceException;

  /** What there is and what is lent. */
  List<DeviceStatus> devices();
}
