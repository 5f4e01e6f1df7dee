// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The library of operators, loaded into the process after libtorch. Once loaded it stays, and its
 * operators are known to every TorchScript of the process.
 */
public final class NativeKernels {
  private static final String RESOURCE = "/native/linux-%s/libautoglm_kernels.so";

  /**
   * Names the library that the process has loaded. What libtorch knows of is known to the whole
   * process, so this is no matter of one class loader.
   */
  static final String LOADED = "org.openautoglm.engine.kernel.loaded";

  private final int sets;

  private NativeKernels(int sets) {
    this.sets = sets;
  }

  /**
   * Loads the operators, once in a process; libtorch must have been loaded before. The JVM's
   * compilers have a lower priority from then on, so that no step waits for them.
   *
   * @param folder where the library is extracted to, kept for the next start
   * @param threads that compute one operator, at least 1
   * @throws KernelsUnavailableException when there are none for this platform, or they cannot be
   *     loaded; everything can be computed without them
   */
  public static NativeKernels load(Path folder, int threads) throws KernelsUnavailableException {
    String platform = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    return load(RESOURCE.formatted(platform), folder, threads);
  }

  static NativeKernels load(String resource, Path folder, int threads)
      throws KernelsUnavailableException {
    try (InputStream library = NativeKernels.class.getResourceAsStream(resource)) {
      if (library == null || !System.getProperty("os.name").equals("Linux")) {
        throw new KernelsUnavailableException(
            "the engine was built without them: they need Linux and a C compiler", null);
      }
      loadOnce(library.readAllBytes(), folder);
      return new NativeKernels(configure(threads, 0));
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new KernelsUnavailableException("they cannot be loaded from " + folder, e);
    }
  }

  /** libtorch refuses operators of a name it knows already, so a second copy is never tried. */
  private static void loadOnce(byte[] library, Path folder)
      throws IOException, KernelsUnavailableException {
    // the system's properties are what all class loaders share
    synchronized (System.getProperties()) {
      String name = "libautoglm_kernels-" + digest(library) + ".so";
      String loaded = System.getProperty(LOADED);
      if (loaded == null) {
        System.load(extract(library, folder, name).toString());
        System.setProperty(LOADED, name);
      } else if (!loaded.equals(name)) {
        throw new KernelsUnavailableException(
            "this process has loaded those of another version; restart it", null);
      }
    }
  }

  /** The name tells the content, so that another version never overwrites one that is in use. */
  static Path extract(byte[] library, Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name).toAbsolutePath();
    // a machine that lost power may have kept the name without the content
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), library)) {
      Path written = Files.createTempFile(folder, "kernels", ".tmp");
      try {
        Files.write(written, library);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(written);
      }
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
