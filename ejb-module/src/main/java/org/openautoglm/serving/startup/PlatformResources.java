// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.startup;

import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.ThreadFactory;
import org.openautoglm.adapter.api.DeviceConnectionFactory;

/**
 * What the server lends: threads and devices. An enterprise bean, because these names are looked up
 * in a component's own naming context.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class PlatformResources {

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  private ManagedThreadFactory threads;

  @Resource(lookup = "java:/eis/autoglm/devices")
  private DeviceConnectionFactory devices;

  @Produces
  public ThreadFactory threads() {
    return threads;
  }

  @Produces
  public DeviceConnectionFactory devices() {
    return devices;
  }
}
