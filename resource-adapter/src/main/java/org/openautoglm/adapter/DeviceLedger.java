// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openautoglm.adapter.api.DeviceRequest;
import org.openautoglm.adapter.api.DeviceStatus;

/** Who holds how much of which device. Safe for many threads. */
final class DeviceLedger {
  private final Map<String, Account> accounts = new LinkedHashMap<>();

  DeviceLedger(List<Device> devices) {
    devices.forEach(device -> accounts.put(device.name(), new Account(device)));
  }

  /** Part of a device that is held until it is closed. Closing twice does nothing. */
  final class Holding implements AutoCloseable {
    private final Account account;
    private final long bytes;
    private boolean closed;

    private Holding(Account account, long bytes) {
      this.account = account;
      this.bytes = bytes;
    }

    Device device() {
      return account.device;
    }

    long bytes() {
      return bytes;
    }

    boolean isClosed() {
      synchronized (DeviceLedger.this) {
        return closed;
      }
    }

    @Override
    public void close() {
      synchronized (DeviceLedger.this) {
        if (!closed) {
          closed = true;
          account.lent -= bytes;
          account.leases--;
        }
      }
    }
  }

  private static final class Account {
    private final Device device;
    private long lent;
    private int leases;

    Account(Device device) {
      this.device = device;
    }

    long free() {
      return device.memoryBytes() - lent;
    }
  }

  /**
   * Holds part of the device asked for, or of the first that has room.
   *
   * @throws IllegalArgumentException for a device that does not exist, or a negative size
   * @throws IllegalStateException when there is no room; the message says what is free
   */
  synchronized Holding hold(DeviceRequest request) {
    if (request.memoryBytes() < 0) {
      throw new IllegalArgumentException("memory must not be negative: " + request.memoryBytes());
    }
    if (request.device() != null && !accounts.containsKey(request.device())) {
      throw new IllegalArgumentException(
          "There is no device '" + request.device() + "'; devices are " + accounts.keySet() + ".");
    }
    for (Account account : accounts.values()) {
      boolean wanted = request.device() == null || account.device.name().equals(request.device());
      if (wanted && account.free() >= request.memoryBytes()) {
        account.lent += request.memoryBytes();
        account.leases++;
        return new Holding(account, request.memoryBytes());
      }
    }
    throw new IllegalStateException(noRoom(request));
  }

  private String noRoom(DeviceRequest request) {
    String free =
        accounts.values().stream()
            .map(
                a ->
                    a.device.name()
                        + " has "
                        + (a.free() >> 20)
                        + " MiB free of "
                        + (a.device.memoryBytes() >> 20))
            .collect(Collectors.joining(", "));
    return roundedUp(request.memoryBytes())
        + " MiB"
        + (request.device() == null ? "" : " of " + request.device())
        + " were asked for, but "
        + (free.isEmpty() ? "no device is lent" : free)
        + ".";
  }

  /** Up, as free memory is rounded down: what is refused must not look as if it fitted. */
  private static long roundedUp(long bytes) {
    return (bytes >> 20) + ((bytes & 0xfffff) == 0 ? 0 : 1);
  }

  synchronized List<DeviceStatus> status() {
    List<DeviceStatus> all = new ArrayList<>();
    accounts
        .values()
        .forEach(
            a ->
                all.add(
                    new DeviceStatus(
                        a.device.name(),
                        a.device.threads(),
                        a.device.memoryBytes(),
                        a.lent,
                        a.leases)));
    return List.copyOf(all);
  }
}
