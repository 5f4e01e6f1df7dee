// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openautoglm.persistence.testing.TestDatabase;

class JpaApiKeyRepositoryTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456789Z");
  private static final Instant STORED_NOON = Instant.parse("2026-11-23T12:00:00.123456Z");

  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aKeyIsFoundByItsHashWithEverythingItWasIssuedWith() {
    long id = add("billing", hash(1), Set.of("USER", "ADMIN"));

    ApiKey key = find(1).orElseThrow();

    assertThat(key.id()).isEqualTo(id);
    assertThat(key.name()).isEqualTo("billing");
    assertThat(key.prefix()).isEqualTo("ag-12345");
    assertThat(key.roles()).containsExactlyInAnyOrder("USER", "ADMIN");
    assertThat(key.created()).isEqualTo(STORED_NOON);
    assertThat(key.createdBy()).isEqualTo("key:1");
    assertThat(key.bootstrap()).isFalse();
    assertThat(key.revoked()).isNull();
    assertThat(key.revokedBy()).isNull();
    assertThat(key.lastUsed()).isNull();
  }

  @Test
  void aHashNobodyHasIsNotFound() {
    add("billing", hash(1), Set.of("USER"));

    assertThat(find(2)).isEmpty();
  }

  @Test
  void twoKeysNeverShareAHash() {
    add("one", hash(1), Set.of("USER"));

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> add("two", hash(1), Set.of("USER")));
  }

  @Test
  void aNameOfSixtyFourCharactersOutsideTheBasicPlaneFits() {
    String name = "\uD83D\uDD11".repeat(64);
    add(name, hash(1), Set.of("USER"));

    assertThat(find(1)).map(ApiKey::name).contains(name);
  }

  @Test
  void revokingKeepsTheRowAndTheFirstTimeCounts() {
    long id = add("billing", hash(1), Set.of("USER"));

    with(keys -> keys.revoke(id, NOON, "key:7"));
    ApiKey again = with(keys -> keys.revoke(id, NOON.plusSeconds(60), "key:8")).orElseThrow();

    assertThat(again.revoked()).isEqualTo(STORED_NOON);
    assertThat(again.revokedBy()).isEqualTo("key:7");
    assertThat(find(1)).map(ApiKey::revokedBy).contains("key:7");
    assertThat(findAll()).hasSize(1);
  }

  @Test
  void revokingAnUnknownKeyFindsNothing() {
    Optional<ApiKey> revoked = with(keys -> keys.revoke(42, NOON, "key:7"));

    assertThat(revoked).isEmpty();
  }

  @Test
  void allKeysAreListedInTheOrderOfIssue() {
    add("one", hash(1), Set.of("USER", "ADMIN"));
    long second = add("two", hash(2), Set.of());
    add("three", hash(3), Set.of("USER"));
    with(keys -> keys.revoke(second, NOON, "key:1"));

    assertThat(findAll()).extracting(ApiKey::name).containsExactly("one", "two", "three");
  }

  @Test
  void validKeysOfARoleAreThoseNotRevoked() {
    add("user", hash(1), Set.of("USER"));
    add("admin", hash(2), Set.of("USER", "ADMIN"));
    long former = add("former admin", hash(3), Set.of("ADMIN"));
    with(keys -> keys.revoke(former, NOON, "key:2"));

    List<ApiKey> administrators = with(keys -> keys.findValidByRole("ADMIN"));

    assertThat(administrators).extracting(ApiKey::name).containsExactly("admin");
  }

  @Test
  void aUseIsNotedOnlyWhenTheLastOneIsOldEnough() {
    long id = add("billing", hash(1), Set.of("USER"));

    noteUse(id, NOON);
    assertThat(lastUsed()).contains(STORED_NOON);
    noteUse(id, NOON.plusSeconds(59));
    assertThat(lastUsed()).contains(STORED_NOON);
    noteUse(id, NOON.plusSeconds(61));
    assertThat(lastUsed()).contains(STORED_NOON.plusSeconds(61));
  }

  private Optional<ApiKey> find(int number) {
    return with(keys -> keys.findBySecretHash(hash(number)));
  }

  private List<ApiKey> findAll() {
    return with(ApiKeyRepository::findAll);
  }

  private void noteUse(long id, Instant when) {
    with(
        keys -> {
          keys.noteUse(id, when, when.minus(Duration.ofMinutes(1)));
          return null;
        });
  }

  private Optional<Instant> lastUsed() {
    return find(1).map(ApiKey::lastUsed);
  }

  private long add(String name, String hash, Set<String> roles) {
    ApiKey key = new ApiKey(new ApiKey.Issue(name, "ag-12345", hash, roles, false), NOON, "key:1");
    return with(
        keys -> {
          keys.add(key);
          return key.id();
        });
  }

  private <T> T with(Function<ApiKeyRepository, T> work) {
    return database.inTransaction(entities -> work.apply(new JpaApiKeyRepository(entities)));
  }

  private static String hash(int number) {
    return "%064x".formatted(number);
  }
}
