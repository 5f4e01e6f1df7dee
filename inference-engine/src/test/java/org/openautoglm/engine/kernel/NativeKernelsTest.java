// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bringing the library of operators into the process. */
class NativeKernelsTest {
  @TempDir Path folder;

  @Test
  void withoutALibraryTheReasonIsSaid() {
    assertThatThrownBy(() -> NativeKernels.load("/native/linux-none/none.so", folder, 2))
        .isInstanceOf(KernelsUnavailableException.class)
        .hasMessageContaining("need Linux and a C compiler");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsLoadedOnceIsUsedAgainWhereverItIsAskedFor() throws Exception {
    try (KernelModule kernels = KernelModule.open()) {
      assertThat(NativeKernels.load(folder, 2).sets()).isEqualTo(kernels.sets());
      assertThat(folder).isEmptyDirectory();
      assertThat(kernels.call("add", new float[] {1, 2}, new float[] {3, 4}, 2))
          .containsExactly(4, 6);
    }
  }

  /** Which a process on Linux tells of each thread: its name, and the 19th number its priority. */
  @Test
  void theCompilersOfTheJvmStepBack() throws IOException {
    try (KernelModule kernels = KernelModule.open();
        Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      assertThat(kernels.sets()).isPositive();
      List<String> niceness =
          tasks
              .map(NativeKernelsTest::stat)
              .filter(stat -> stat.contains("(C2 Compiler") || stat.contains("(C1 Compiler"))
              .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16])
              .toList();
      Assumptions.assumeFalse(niceness.isEmpty(), "this JVM's compilers have other names");
      assertThat(niceness).allMatch(nice -> Integer.parseInt(nice) >= 10);
    }
  }

  /** Empty for a thread that has ended meanwhile. */
  private static String stat(Path task) {
    try {
      return Files.readString(task.resolve("stat"));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void anotherVersionIsRefusedInTheSameProcess() {
    try (KernelModule kernels = KernelModule.open()) {
      assertThatThrownBy(() -> NativeKernels.load("NativeKernels.class", folder, 2))
          .isInstanceOf(KernelsUnavailableException.class)
          .hasMessageContaining("another version")
          .hasMessageContaining("restart");
      assertThat(folder).isEmptyDirectory();
      assertThat(kernels.sets()).isPositive();
    }
  }

  @Test
  void whatIsNoLibraryCannotBeLoadedAndIsTriedAgain() throws IOException {
    String loaded = System.clearProperty(NativeKernels.LOADED);
    try {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> NativeKernels.load("NativeKernels.class", folder, 2))
            .isInstanceOf(KernelsUnavailableException.class)
            .hasMessageContaining(folder.toString())
            .hasCauseInstanceOf(UnsatisfiedLinkError.class);
      }
      Path file = Files.createFile(folder.resolve("file"));
      assertThatThrownBy(() -> NativeKernels.load("NativeKernels.class", file, 2))
          .isInstanceOf(KernelsUnavailableException.class)
          .hasMessageContaining(file.toString())
          .hasCauseInstanceOf(IOException.class);
    } finally {
      if (loaded != null) {
        System.setProperty(NativeKernels.LOADED, loaded);
      }
    }
  }

  @Test
  void aDamagedFileIsReplacedAndNothingIsLeftBehind() throws IOException {
    Path inner = folder.resolve("not/there/yet");
    byte[] library = {1, 2, 3};
    Path file = NativeKernels.extract(library, inner, "kernels.so");
    Files.write(file, new byte[] {1});
    assertThat(NativeKernels.extract(library, inner, "kernels.so")).isEqualTo(file);
    assertThat(file).hasBinaryContent(library);
    try (Stream<Path> files = Files.list(inner)) {
      assertThat(files).containsExactly(file);
    }
  }
}
