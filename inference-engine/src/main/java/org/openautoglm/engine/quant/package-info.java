// SPDX-License-Identifier: Apache-2.0
/**
 * Weight matrices in eight or four bits: how floats become packed blocks, and where the packed file
 * lies so that it is made once. What is not here: the operators that multiply with them, in {@code
 * engine.kernel}, and which tensors of a model are matrices, in {@code engine.model}.
 */
package org.openautoglm.engine.quant;
