// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.serving.api.Readiness;
import org.openautoglm.serving.testing.House;

@Timeout(60)
class WarmUpTest {
  @TempDir private Path folder;
  private final Logger ready = Logger.getLogger("org.openautoglm.ready");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler collector =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    ready.addHandler(collector);
  }

  @AfterEach
  void stopListening() {
    ready.removeHandler(collector);
  }

  private static WarmUp warmUp(House house, boolean preload) {
    return new WarmUp(house.engineHouse, house.models, house.readiness, preload);
  }

  @Test
  void readinessSaysWhatIsMissingUntilTheDefaultModelIsLoadedAndTheLogSaysSoOnce()
      throws InterruptedException {
    try (House house = new House(folder).with("glm", "fine").with("llama", "fine")) {
      assertThat(house.service.readiness())
          .isEqualTo(
              new Readiness(
                  false,
                  "glm",
                  List.of("engine: it is being started", "model: 'glm' is not loaded yet")));

      warmUp(house, true).run();
      house.service.readiness();

      assertThat(house.service.readiness()).isEqualTo(new Readiness(true, "glm", List.of()));
      assertThat(house.engine.loads).hasValue(1);
      assertThat(lines)
          .singleElement()
          .asString()
          .startsWith("Open-AutoGLM is ready at http://127.0.0.1:8080 - models: glm, llama - ")
          .endsWith("data/admin.key");
    }
  }

  @Test
  void loadingIsReportedWithItsProgress() throws InterruptedException {
    try (House house = new House(folder).with("glm", "fine")) {
      house.engine.holdLoads();
      Thread background = new Thread(warmUp(house, true));
      background.start();
      while (house.engine.loads.get() == 0) {
        Thread.sleep(1);
      }
      assertThat(house.service.readiness().missing())
          .containsExactly("model: 'glm' is being loaded (50 %)");
      house.engine.releaseLoads();
      background.join();
      assertThat(house.service.readiness().ready()).isTrue();
    }
  }

  @Test
  void aFolderFilledLaterMakesTheServerReadyWithoutARestart() throws InterruptedException {
    try (House house = new House(folder)) {
      Thread background = new Thread(warmUp(house, true));
      background.start();
      while (!house
          .service
          .readiness()
          .missing()
          .equals(List.of("model: there is none in the model folder"))) {
        Thread.sleep(1);
      }
      house.with("glm", "fine");
      background.join();
      assertThat(house.service.readiness().ready()).isTrue();
    }
  }

  @Test
  void anEngineThatCannotStartIsReportedAndTriedAgain() throws InterruptedException {
    try (House house = new House(folder).with("glm", "fine")) {
      house.engine.startProblem = "no space left in CACHE";
      Thread background = new Thread(warmUp(house, true));
      background.start();
      while (house.engine.starts.get() == 0) {
        Thread.sleep(1);
      }
      while (!house
          .service
          .readiness()
          .missing()
          .contains("engine: no space left in autoglm.engine.native-cache")) {
        Thread.sleep(1);
      }
      house.engine.startProblem = null;
      background.join();
      assertThat(house.service.readiness().ready()).isTrue();
    }
  }

  @Test
  void withoutPreloadTheEngineAloneMakesTheServerReady() throws InterruptedException {
    try (House house =
        new House(folder, Map.of("autoglm.preload", "false"), 1_000_000).with("glm", "fine")) {
      warmUp(house, false).run();
      assertThat(house.service.readiness().ready()).isTrue();
      assertThat(house.engine.loads).hasValue(0);
    }
  }

  @Test
  void aBrokenDefaultModelKeepsTheServerFromBeingReady() throws InterruptedException {
    try (House house = new House(folder).with("glm", "broken")) {
      Thread background = new Thread(warmUp(house, true));
      background.start();
      while (house.engineHouse.problem().isPresent()) {
        Thread.sleep(1);
      }
      assertThat(house.service.readiness().missing())
          .containsExactly(
              "model: 'glm' cannot be used: config.json: expected an architecture, found none");
      background.interrupt();
      background.join();
      assertThat(lines).isEmpty();
    }
  }
}
