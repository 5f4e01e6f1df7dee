// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

class HttpConfigurationTest {
  private static final Duration HEARTBEAT = Duration.ofMillis(300);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void defaultsAreAsDocumented() throws NoSuchMethodException {
    ConfigProperty[] properties = new ConfigProperty[4];
    var parameters =
        HttpConfiguration.class
            .getConstructor(int.class, Duration.class, Duration.class, Duration.class)
            .getParameters();
    for (int i = 0; i < parameters.length; i++) {
      properties[i] = parameters[i].getAnnotation(ConfigProperty.class);
    }

    assertThat(properties[0].name()).isEqualTo("autoglm.http.max-body-bytes");
    assertThat(Integer.parseInt(properties[0].defaultValue())).isEqualTo(32 << 20);
    assertThat(properties[1].name()).isEqualTo("autoglm.http.heartbeat");
    assertThat(Duration.parse(properties[1].defaultValue())).isEqualTo(HEARTBEAT);
    assertThat(properties[2].name()).isEqualTo("autoglm.http.read-timeout");
    assertThat(Duration.parse(properties[2].defaultValue())).isEqualTo(MINUTE);
    assertThat(properties[3].name()).isEqualTo("autoglm.http.write-timeout");
    assertThat(Duration.parse(properties[3].defaultValue())).isEqualTo(MINUTE);
  }

  @Test
  void valuesAreKept() {
    HttpConfiguration configuration =
        new HttpConfiguration(1000, Duration.ofSeconds(2), Duration.ofSeconds(30), MINUTE);

    assertThat(configuration.maxBodyBytes()).isEqualTo(1000);
    assertThat(configuration.heartbeat()).isEqualTo(Duration.ofSeconds(2));
    assertThat(configuration.readTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(configuration.writeTimeout()).isEqualTo(MINUTE);
  }

  @Test
  void valuesOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> new HttpConfiguration(0, HEARTBEAT, MINUTE, MINUTE))
        .hasMessageContaining("autoglm.http.max-body-bytes must be 1 to");
    assertThatThrownBy(() -> new HttpConfiguration(1000, Duration.ofMillis(1), MINUTE, MINUTE))
        .hasMessageContaining("autoglm.http.heartbeat must be PT0.05S to PT1M");
    assertThatThrownBy(() -> new HttpConfiguration(1000, Duration.ofHours(1), MINUTE, MINUTE))
        .hasMessageContaining("but is PT1H");
    assertThatThrownBy(() -> new HttpConfiguration(1000, HEARTBEAT, Duration.ofHours(2), MINUTE))
        .hasMessageContaining("autoglm.http.read-timeout must be PT0.1S to PT1H, but is PT2H");
    assertThatThrownBy(() -> new HttpConfiguration(1000, HEARTBEAT, MINUTE, Duration.ZERO))
        .hasMessageContaining("autoglm.http.write-timeout must be PT0.1S to PT1H, but is PT0S");
  }
}
