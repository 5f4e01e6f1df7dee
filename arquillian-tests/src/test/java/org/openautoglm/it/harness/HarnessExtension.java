// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import org.jboss.arquillian.core.spi.LoadableExtension;

/** Tells Arquillian of {@link ApplicationDeployment}. */
public final class HarnessExtension implements LoadableExtension {

  @Override
  public void register(ExtensionBuilder builder) {
    builder.observer(ApplicationDeployment.class);
  }
}
