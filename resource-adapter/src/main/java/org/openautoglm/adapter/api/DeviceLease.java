// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter.api;

/** A borrowed part of a device; closing it gives it back. Closing twice does nothing. */
public interface DeviceLease extends AutoCloseable {

  /** {@code cpu} or {@code gpu:N}. */
  String device();

  long memoryBytes();

  /** Threads the holder may use for computing. */
  int threads();

  @Override
  void close();
}
