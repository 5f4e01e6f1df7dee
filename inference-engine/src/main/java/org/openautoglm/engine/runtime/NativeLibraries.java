// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.kernel.KernelsUnavailableException;
import org.openautoglm.engine.kernel.NativeKernels;

/**
 * libtorch and its JNI layer, loaded once.
 *
 * <p>DJL extracts them into a folder on first use, and a failure there cannot be repaired in the
 * same JVM (it happens in a static initialiser). So what can be foreseen, a folder that cannot be
 * written or is too small, is checked before DJL is touched; then a later call may succeed.
 */
final class NativeLibraries {
  private static final String DESCRIPTION = "native/lib/pytorch.properties";

  /** For the JNI layer and the tokenizer, which are not listed in the description. */
  private static final long SMALL_LIBRARIES = 32L << 20;

  private volatile boolean loaded;
  private volatile NativeKernels kernels;
  private volatile Path cache;

  boolean loaded() {
    return loaded;
  }

  /** Where quantised weights are kept whose checkpoints cannot be written to. */
  Path quantisedFolder() {
    return cache.resolve("quantised");
  }

  /** Whether operators of our own were loaded as well. */
  boolean hasKernels() {
    return kernels != null;
  }

  synchronized void load(EngineOptions options) {
    if (loaded) {
      return;
    }
    cache = options.nativeCache().toAbsolutePath();
    requireSpace(cache);
    System.setProperty("ENGINE_CACHE_DIR", cache.toString());
    System.setProperty("DJL_CACHE_DIR", cache.toString());
    System.setProperty("ai.djl.offline", "true");
    try {
      Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      throw new EngineUnavailableException(
          "libtorch could not be loaded from "
              + cache
              + " ("
              + rootMessage(e)
              + "). Check that the folder is writable and not mounted noexec, delete it, and restart"
              + " the server.",
          e);
    }
    if (options.threads() > 0) {
      JniUtils.setNumThreads(options.threads());
    }
    loadKernels(options.threads());
    loaded = true;
  }

  private void loadKernels(int threads) {
    int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    try {
      kernels = NativeKernels.load(cache, count);
    } catch (KernelsUnavailableException e) {
      EngineLog.LOG.noKernels(e.getMessage(), e.getCause());
    }
  }

  void requireDevice(String device) {
    if (device.startsWith("gpu:")) {
      int number = Integer.parseInt(device.substring("gpu:".length()));
      int found = Engine.getEngine("PyTorch").getGpuCount();
      if (number >= found) {
        throw new EngineUnavailableException(
            "Device "
                + device
                + " is not usable: libtorch sees "
                + found
                + " GPUs. Check the driver, and that a CUDA build of libtorch is installed.",
            null);
      }
    } else if (!device.equals(Device.cpu().getDeviceType())) {
      throw new EngineUnavailableException(
          "Device '" + device + "' is unknown; devices are cpu and gpu:N.", null);
    }
  }

  private static void requireSpace(Path cache) {
    try {
      Files.createDirectories(cache);
      Path probe = Files.createTempFile(cache, "probe", ".tmp");
      Files.delete(probe);
      long needed = bytesToExtract(cache);
      FileStore store = Files.getFileStore(cache);
      if (store.getUsableSpace() < needed) {
        throw new EngineUnavailableException(
            "The native libraries need %d MiB in %s, but only %d MiB are free on that disk. Free some space or move the data folder; no restart is needed."
                .formatted(needed >> 20, cache, store.getUsableSpace() >> 20),
            null);
      }
    } catch (IOException e) {
      throw new EngineUnavailableException(
          "The native libraries cannot be extracted into "
              + cache
              + " ("
              + e
              + "). Check that the folder can be written.",
          e);
    }
  }

  /**
   * Bytes of the libraries that are not in the cache yet, 0 when libtorch is installed elsewhere.
   */
  private static long bytesToExtract(Path cache) throws IOException {
    URL description = NativeLibraries.class.getClassLoader().getResource(DESCRIPTION);
    if (description == null || System.getenv("PYTORCH_LIBRARY_PATH") != null) {
      return 0;
    }
    Properties properties = new Properties();
    try (InputStream in = description.openStream()) {
      properties.load(in);
    }
    String version = properties.getProperty("version").replaceFirst("-.*", "");
    String flavor = properties.getProperty("flavor");
    String classifier = properties.getProperty("classifier");
    Path extracted = cache.resolve("pytorch").resolve(version + "-" + flavor + "-" + classifier);
    if (Files.exists(extracted.resolve(System.mapLibraryName("torch")))) {
      return 0;
    }
    long bytes = SMALL_LIBRARIES;
    for (String library : properties.getProperty("libraries").split(",")) {
      String resource = "pytorch/" + flavor + "/" + classifier + "/" + library;
      URL url = NativeLibraries.class.getClassLoader().getResource(resource);
      bytes += url == null ? 0 : Math.max(0, url.openConnection().getContentLengthLong());
    }
    return bytes;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }
}
