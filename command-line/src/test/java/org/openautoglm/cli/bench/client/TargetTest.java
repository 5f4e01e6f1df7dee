// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  @ParameterizedTest
  @CsvSource({
    "http://host:8080,               host:8080, http://host:8080/v1/models",
    "http://host:8080/v1/,           host:8080, http://host:8080/v1/models",
    "https://host/llm/v1,            host,      https://host/llm/v1/models",
    "peer=http://127.0.0.1:9,        peer,      http://127.0.0.1:9/v1/models",
    "http://host/a=b,                host,      http://host/a=b/v1/models"
  })
  void aBaseUrlIsUnderstoodWithAndWithoutItsLastPart(String text, String name, String models) {
    Target target = Target.parse(text);
    assertThat(target.name()).isEqualTo(name);
    assertThat(target.resolve("v1/models")).hasToString(models);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "ftp://host", "x=", "http://", "http://a b", "http://h?q=1"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Target.parse(text));
  }

  @Test
  void onlyLoopbackAddressesAreLocal() {
    assertThat(Target.parse("http://127.0.0.1:1").isLocal()).isTrue();
    assertThat(Target.parse("http://localhost:1").isLocal()).isTrue();
    assertThat(Target.parse("http://192.0.2.1:1").isLocal()).isFalse();
  }
}
