// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Skips properties of the kernels, with the reason, where the engine was built without them. */
public final class NeedsKernels implements SkipExecutionHook {

  @Override
  public SkipResult shouldBeSkipped(LifecycleContext context) {
    return KernelModule.reasonForNone().map(SkipResult::skip).orElse(SkipResult.doNotSkip());
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
