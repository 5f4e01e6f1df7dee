// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the bundled model: vocabulary, weights and the checkpoint folder. The forward pass, its
 * gradients (libtorch's autograd) and the optimiser are one TorchScript module; Java prepares the
 * batches. Nothing of this is part of the service.
 */
package org.openautoglm.mini.training;
