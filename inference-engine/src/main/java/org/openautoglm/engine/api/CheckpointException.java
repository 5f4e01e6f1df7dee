// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * A checkpoint folder cannot be loaded. The message names the file, the tensor or key, what was
 * found and what was expected.
 */
public class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
