// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The library of operators, loaded into the process after libtorch. Once loaded it stays, and its
 * operators are known to every TorchScript of the process.
 */
public final class NativeKernels {
  private static final String RESOURCE = "/native/linux-%s/libautoglm_kernels.so";

  private final int sets;

  private NativeKernels(int sets) {
    this.sets = sets;
  }

  /**
   * Loads the operators; libtorch must have been loaded before.
   *
   * @param folder where the library is extracted to, kept for the next start
   * @param threads that compute one operator, at least 1
   * @throws KernelsUnavailableException when there are none for this platform, or they cannot be
   *     loaded; everything can be computed without them
   */
  public static NativeKernels load(Path folder, int threads) throws KernelsUnavailableException {
    String platform = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    String resource = RESOURCE.formatted(platform);
    try (InputStream library = NativeKernels.class.getResourceAsStream(resource)) {
      if (library == null || !System.getProperty("os.name").equals("Linux")) {
        throw new KernelsUnavailableException(
            "the engine was built without them: they need Linux and a C compiler", null);
      }
      System.load(extract(library.readAllBytes(), folder).toString());
      return new NativeKernels(configure(threads, 0));
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new KernelsUnavailableException("they cannot be loaded from " + folder, e);
    }
  }

  /** The name tells the content, so that another version never overwrites one that is in use. */
  private static Path extract(byte[] library, Path folder) throws IOException {
    Path file = folder.resolve("libautoglm_kernels-" + digest(library) + ".so").toAbsolutePath();
    if (!Files.exists(file)) {
      Path written = Files.createTempFile(folder, "kernels", ".tmp");
      Files.write(written, library);
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** How many instruction sets of this processor there are kernels for; the first is the best. */
  public int sets() {
    return sets;
  }

  /**
   * Chooses the kernels of another instruction set, for all models of the process.
   *
   * @param set 0 for the best, below {@link #sets()}
   */
  public void use(int threads, int set) {
    configure(threads, set);
  }

  /**
   * What the memory gives: bytes per second that all threads read, the best of three passes over
   * memory of this size. No model that reads its weights once per token can be faster.
   */
  public double bytesPerSecond(long bytes) {
    return readRate(bytes);
  }

  private static native double readRate(long bytes);

  private static native int configure(int threads, int set);
}
