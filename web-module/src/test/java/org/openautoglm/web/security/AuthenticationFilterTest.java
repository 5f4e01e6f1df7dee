// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.web.testing.FakeKeyService;

class AuthenticationFilterTest {
  private final AuthenticationFilter filter = new AuthenticationFilter(new FakeKeyService());

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ag-user", "bearer ag-user", "BEARER  ag-user "})
  void aKeyIsFoundWhateverTheCaseOfTheScheme(String header) {
    assertThat(filter.authenticate(header).name()).isEqualTo("user");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "Bearer", "Bearer ", "ag-user", "Basic ag-user", "Bearer ag-USER"})
  void anythingElseIsRefused(String header) {
    assertThatThrownBy(() -> filter.authenticate(header))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_API_KEY));
  }
}
