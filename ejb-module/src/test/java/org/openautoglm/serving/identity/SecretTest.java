// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SecretTest {

  @Property
  void aSecretIsReadBackFromWhatItsHolderSends(@ForAll long seed) {
    Secret secret = Secret.random(new Random(seed));

    Secret read = Secret.parse(secret.reveal()).orElseThrow();

    assertThat(secret.reveal()).matches("ag-[A-Za-z0-9_-]{43}").startsWith(secret.prefix());
    assertThat(read.hash()).isEqualTo(secret.hash()).matches("[0-9a-f]{64}");
    assertThat(read.hasHash(secret.hash())).isTrue();
  }

  @Property
  void anyOtherTextIsNoSecret(@ForAll String text) {
    assertThat(Secret.parse(text)).isEmpty();
    assertThat(Secret.parse("ag-" + text)).isEmpty();
  }

  @Example
  void noTextIsNoSecret() {
    assertThat(Secret.parse(null)).isEmpty();
    assertThat(Secret.parse("")).isEmpty();
  }

  @Example
  void aSecretWithAnythingAroundItIsNoSecret() {
    String text = Secret.random(new Random(1)).reveal();

    assertThat(Secret.parse(text + "\n")).isEmpty();
    assertThat(Secret.parse(" " + text)).isEmpty();
    assertThat(Secret.parse(text + "A")).isEmpty();
    assertThat(Secret.parse(text.substring(0, text.length() - 1))).isEmpty();
    assertThat(Secret.parse(text.replace("ag-", "sk-"))).isEmpty();
  }

  @Example
  void theHashIsTheSha256OfTheWholeText() {
    Secret secret = Secret.parse("ag-" + "A".repeat(43)).orElseThrow();

    assertThat(secret.hash())
        .isEqualTo("abd90724ef791bb4ba8dcf9c0082d204921016f7e31f113e0a38decbfcbd3524");
    assertThat(secret.hasHash("0".repeat(64))).isFalse();
    assertThat(secret.hasHash("")).isFalse();
  }

  @Example
  void noTwoSecretsAreAlike() {
    SecureRandom random = new SecureRandom();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(Secret.random(random).reveal())).isTrue();
    }
  }

  @Example
  void aSecretDoesNotShowItselfInText() {
    Secret secret = Secret.random(new Random(1));

    assertThat(secret).hasToString(secret.prefix() + "...");
    assertThat(secret.prefix()).hasSize(9);
  }
}
