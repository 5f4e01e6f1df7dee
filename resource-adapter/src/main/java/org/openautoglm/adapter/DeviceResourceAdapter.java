// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.List;
import java.util.Objects;
import javax.transaction.xa.XAResource;

/**
 * The adapter's bean: its properties, and the ledger all connections share. See {@link
 * DeviceSettings} for the properties.
 */
public class DeviceResourceAdapter implements ResourceAdapter {
  private String devices = DeviceSettings.AUTO;
  private String memory = DeviceSettings.AUTO;
  private String threads = "0";
  private volatile DeviceLedger ledger;

  @Override
  public void start(BootstrapContext context) throws ResourceAdapterInternalException {
    try {
      List<Device> found =
          new DeviceSettings(new DeviceSettings.ThisMachine()).read(devices, memory, threads);
      found.forEach(
          device ->
              AdapterLog.LOG.device(device.name(), device.memoryBytes() >> 20, device.threads()));
      ledger = new DeviceLedger(found);
    } catch (IllegalArgumentException e) {
      throw new ResourceAdapterInternalException(
          "The resource adapter's properties cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public void stop() {
    ledger = null;
  }

  DeviceLedger ledger() throws ResourceException {
    DeviceLedger started = ledger;
    if (started == null) {
      throw new ResourceException("The resource adapter is not started.");
    }
    return started;
  }

  @Override
  public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec)
      throws ResourceException {
    throw new NotSupportedException("devices send no messages");
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
    // nothing can have been activated
  }

  @Override
  public XAResource[] getXAResources(ActivationSpec[] specs) {
    return new XAResource[0];
  }

  public String getDevices() {
    return devices;
  }

  public void setDevices(String devices) {
    this.devices = devices;
  }

  public String getMemory() {
    return memory;
  }

  public void setMemory(String memory) {
    this.memory = memory;
  }

  public String getThreads() {
    return threads;
  }

  public void setThreads(String threads) {
    this.threads = threads;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceResourceAdapter that
        && Objects.equals(devices, that.devices)
        && Objects.equals(memory, that.memory)
        && Objects.equals(threads, that.threads);
  }

  @Override
  public int hashCode() {
    return Objects.hash(devices, memory, threads);
  }
}
