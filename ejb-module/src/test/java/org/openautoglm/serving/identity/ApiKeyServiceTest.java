// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.openautoglm.persistence.connection.DatabaseUnavailableException;
import org.openautoglm.persistence.identity.ApiKey;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.CreatedKey;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.KeyView;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.audit.AuditDesk;
import org.openautoglm.serving.audit.AuditEntry;
import org.openautoglm.serving.audit.AuditOutcome;
import org.openautoglm.serving.testing.FakeClock;

class ApiKeyServiceTest {
  private static final Caller ADMIN = new Caller("key:100", "boss", Set.of(Role.ADMIN));
  private static final Caller USER = new Caller("key:101", "someone", Set.of(Role.USER));

  private final FakeApiKeys stored = new FakeApiKeys();
  private final FakeClock clock = new FakeClock();
  private final List<AuditEntry> trail = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final ApiKeyService keys =
      new ApiKeyService(
          stored,
          new LastUse(stored, Runnable::run, (activity, failure) -> failures.add(failure), clock),
          new AuditDesk(trail::add, (activity, failure) -> failures.add(failure), clock),
          new SecureRandom(),
          clock);

  @Test
  void aNewKeyLetsItsHolderIn() {
    CreatedKey created = keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER));

    assertThat(keys.authenticate(created.secret()))
        .contains(new Caller("key:" + created.key().id(), "billing", Set.of(Role.USER)));
  }

  @Test
  void aNewKeyIsDescribedWithoutItsSecret() {
    KeyView view = keys.create(ADMIN, "req-1", " billing ", Set.of(Role.USER, Role.ADMIN)).key();

    assertThat(view)
        .isEqualTo(
            new KeyView(
                1, "billing", view.prefix(), Set.of(Role.USER, Role.ADMIN), clock.instant(), null));
    assertThat(stored.all.get(0).createdBy()).isEqualTo("key:100");
  }

  @Test
  void theSecretIsStoredNowhere() {
    CreatedKey created = keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER));

    ApiKey kept = stored.all.get(0);
    assertThat(kept.secretHash()).doesNotContain(created.secret());
    assertThat(created.secret()).startsWith(kept.prefix()).hasSizeGreaterThan(40);
    assertThat(kept.prefix()).hasSizeLessThan(10);
    assertThat(trail.toString()).doesNotContain(created.secret());
  }

  @Test
  void aKeyNobodyIssuedIsUnknown() {
    keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER));

    assertThat(keys.authenticate(Secret.random(new Random(1)).reveal())).isEmpty();
  }

  @Test
  void aTextThatCannotBeAKeyDoesNotEvenReachTheDatabase() {
    assertThat(keys.authenticate("sk-something")).isEmpty();
    assertThat(keys.authenticate("")).isEmpty();
    assertThat(keys.authenticate(null)).isEmpty();
    assertThat(stored.questions).isZero();
  }

  @Test
  void aRevokedKeyIsRefusedAtOnce() {
    CreatedKey created = keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER));
    assertThat(keys.authenticate(created.secret())).isPresent();

    keys.revoke(ADMIN, "req-1", created.key().id());

    assertThat(keys.authenticate(created.secret())).isEmpty();
  }

  @Test
  void revokingTwiceKeepsTheFirstTime() {
    long id = keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER)).key().id();
    keys.revoke(ADMIN, "req-1", id);
    Instant first = clock.instant();
    clock.pass(Duration.ofHours(1));

    keys.revoke(ADMIN, "req-1", id);

    assertThat(keys.list(ADMIN, "req-1")).extracting(KeyView::revoked).containsExactly(first);
  }

  @Test
  void revokingAKeyThatIsNotThereIsNotFound() {
    refused(() -> keys.revoke(ADMIN, "req-1", 42), ErrorCode.NOT_FOUND, "id", "id 42");
  }

  @Test
  void theListHoldsRevokedKeysToo() {
    keys.create(ADMIN, "req-1", "one", Set.of(Role.USER));
    keys.revoke(ADMIN, "req-1", keys.create(ADMIN, "req-1", "two", Set.of(Role.ADMIN)).key().id());

    assertThat(keys.list(ADMIN, "req-1"))
        .extracting(KeyView::name, key -> key.revoked() != null)
        .containsExactly(tuple("one", false), tuple("two", true));
  }

  @Test
  void onlyAdministratorsManageKeys() {
    long id = keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER)).key().id();
    for (Caller caller : List.of(USER, new Caller("key:7", "no one", Set.of()))) {
      refused(
          () -> keys.create(caller, "req-1", "x", Set.of(Role.USER)),
          ErrorCode.ACCESS_DENIED,
          null,
          "ADMIN");
      refused(() -> keys.list(caller, "req-1"), ErrorCode.ACCESS_DENIED, null, "ADMIN");
      refused(() -> keys.revoke(caller, "req-1", id), ErrorCode.ACCESS_DENIED, null, "ADMIN");
    }
    assertThat(stored.all).hasSize(1);
    assertThat(stored.all.get(0).revoked()).isNull();
  }

  @Test
  void aStrangerLearnsNothingFromBadValues() {
    refused(() -> keys.create(USER, "req-1", "", Set.of()), ErrorCode.ACCESS_DENIED, null, "ADMIN");
    refused(() -> keys.revoke(USER, "req-1", 42), ErrorCode.ACCESS_DENIED, null, "ADMIN");
  }

  @Test
  void aKeyNeedsANameAndARole() {
    refused(
        () -> keys.create(ADMIN, "req-1", " ", Set.of(Role.USER)),
        ErrorCode.INVALID_VALUE,
        "name",
        "1 to 64");
    refused(
        () -> keys.create(ADMIN, "req-1", "billing", Set.of()),
        ErrorCode.INVALID_VALUE,
        "roles",
        "[USER, ADMIN, AUDITOR]");
    assertThat(stored.all).isEmpty();
  }

  @Test
  void aRoleOfANewerVersionGrantsNothing() {
    Secret secret = Secret.random(new Random(1));
    stored.add(
        new ApiKey(
            new ApiKey.Issue(
                "future", secret.prefix(), secret.hash(), Set.of("USER", "EMPEROR"), false),
            clock.instant(),
            "key:1"));

    assertThat(keys.authenticate(secret.reveal())).map(Caller::roles).contains(Set.of(Role.USER));
  }

  @Test
  void whatIsDoneToKeysIsInTheAuditAndRefusalsAreToo() {
    long id = keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER)).key().id();
    keys.revoke(ADMIN, "req-1", id);
    keys.list(ADMIN, "req-1");
    refused(() -> keys.revoke(ADMIN, "req-1", 42), ErrorCode.NOT_FOUND, "id", "42");
    refused(() -> keys.revoke(USER, "req-1", id), ErrorCode.ACCESS_DENIED, null, "ADMIN");
    refused(() -> keys.list(USER, "req-2"), ErrorCode.ACCESS_DENIED, null, "ADMIN");

    assertThat(trail)
        .extracting(AuditEntry::requestId)
        .startsWith("req-1", "req-1", "req-1")
        .endsWith("req-2");
    assertThat(trail)
        .extracting(
            entry -> entry.caller().id(),
            AuditEntry::operation,
            AuditEntry::outcome,
            AuditEntry::errorCode)
        .containsExactly(
            tuple("key:100", "key.create", AuditOutcome.COMPLETED, null),
            tuple("key:100", "key.revoke", AuditOutcome.COMPLETED, null),
            tuple("key:100", "key.list", AuditOutcome.COMPLETED, null),
            tuple("key:100", "key.revoke", AuditOutcome.REFUSED, ErrorCode.NOT_FOUND),
            tuple("key:101", "key.revoke", AuditOutcome.REFUSED, ErrorCode.ACCESS_DENIED),
            tuple("key:101", "key.list", AuditOutcome.REFUSED, ErrorCode.ACCESS_DENIED));
  }

  @Test
  void aDatabaseThatFailsIsInTheAuditAndNotHidden() {
    stored.failure = new IllegalStateException("disk full");

    assertThatThrownBy(() -> keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER)))
        .isInstanceOf(ServingException.class)
        .hasCause(stored.failure);
    assertThat(trail).extracting(AuditEntry::outcome).containsExactly(AuditOutcome.FAILED);
  }

  @Test
  void whileTheDatabaseIsAwayNoKeyIsCalledUnknown() {
    CreatedKey created = keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER));
    stored.failure = new DatabaseUnavailableException(new SQLException("refused"));

    assertThatThrownBy(() -> keys.authenticate(created.secret()))
        .asInstanceOf(type(ServingException.class))
        .returns(ErrorCode.DATABASE_UNAVAILABLE, ServingException::code);
    assertThatThrownBy(() -> keys.create(ADMIN, "req-1", "more", Set.of(Role.USER)))
        .asInstanceOf(type(ServingException.class))
        .returns(ErrorCode.DATABASE_UNAVAILABLE, ServingException::code);
  }

  @Test
  void aRequestIsAnsweredEvenWhenItsUseCannotBeNoted() {
    CreatedKey created = keys.create(ADMIN, "req-1", "billing", Set.of(Role.USER));
    stored.failure = new IllegalStateException("disk full");

    assertThat(keys.authenticate(created.secret())).isPresent();
    assertThat(failures).containsExactly(stored.failure);
  }

  private static void refused(
      ThrowingCallable work, ErrorCode code, String parameter, String message) {
    assertThatThrownBy(work)
        .hasMessageContaining(message)
        .asInstanceOf(type(ServingException.class))
        .returns(code, ServingException::code)
        .returns(parameter, ServingException::parameter);
  }
}
