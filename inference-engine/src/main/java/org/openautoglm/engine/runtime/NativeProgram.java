// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import java.util.function.IntSupplier;

/**
 * A program that computes with the engine in a virtual machine of its own. It ends at once, also on
 * Ctrl-C: an orderly end would tear down libtorch beneath threads that still compute, which ends in
 * a crash report.
 */
public final class NativeProgram {
  /** What shells report for a program ended by Ctrl-C. */
  private static final int INTERRUPTED = 130;

  private NativeProgram() {}

  /**
   * Runs the program and ends the virtual machine. Does not return.
   *
   * @param program returns its exit status; 1 when it throws
   */
  public static void run(IntSupplier program) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(INTERRUPTED)));
    int status;
    try {
      status = program.getAsInt();
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
      status = 1;
    }
    end(status);
  }

  private static void end(int status) {
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(status);
  }
}
