// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.identity;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;

/**
 * A key from the day it is issued; revoking it ends it but keeps the row, so that the audit can
 * always say whose key it was.
 */
@Entity
@Table(name = "api_key")
public class ApiKey {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(nullable = false, updatable = false)
  private String name;

  @Column(nullable = false, updatable = false)
  private String prefix;

  @Column(name = "secret_hash", nullable = false, updatable = false)
  private String secretHash;

  @Column(nullable = false, updatable = false)
  private boolean bootstrap;

  @Column(nullable = false, updatable = false)
  private Instant created;

  @Column(name = "created_by", nullable = false, updatable = false)
  private String createdBy;

  private Instant revoked;

  @Column(name = "revoked_by")
  private String revokedBy;

  @Column(name = "last_used")
  private Instant lastUsed;

  @ElementCollection(fetch = FetchType.EAGER)
  @CollectionTable(name = "api_key_role", joinColumns = @JoinColumn(name = "api_key_id"))
  @Column(name = "role", nullable = false)
  private Set<String> roles = new HashSet<>();

  /** For JPA only. */
  protected ApiKey() {}

  /**
   * @param issue what is issued
   * @param when when, kept to the microsecond
   * @param by identifier of the caller, or of the server itself
   */
  public ApiKey(Issue issue, Instant when, String by) {
    this.name = issue.name();
    this.prefix = issue.prefix();
    this.secretHash = issue.secretHash();
    this.roles = new HashSet<>(issue.roles());
    this.bootstrap = issue.bootstrap();
    this.created = when.truncatedTo(ChronoUnit.MICROS);
    this.createdBy = by;
  }

  /** Ends the key; the first time counts. */
  public void revoke(Instant when, String by) {
    if (revoked == null) {
      revoked = when.truncatedTo(ChronoUnit.MICROS);
      revokedBy = by;
    }
  }

  public Long id() {
    return id;
  }

  public String name() {
    return name;
  }

  public String prefix() {
    return prefix;
  }

  public String secretHash() {
    return secretHash;
  }

  /** Whether the server issued it by itself, to let the first administrator in. */
  public boolean bootstrap() {
    return bootstrap;
  }

  public Set<String> roles() {
    return Set.copyOf(roles);
  }

  public Instant created() {
    return created;
  }

  public String createdBy() {
    return createdBy;
  }

  /** Null while the key is valid. */
  public Instant revoked() {
    return revoked;
  }

  /** Null while the key is valid. */
  public String revokedBy() {
    return revokedBy;
  }

  /** About when it was last used, or null. */
  public Instant lastUsed() {
    return lastUsed;
  }

  /**
   * What is issued.
   *
   * @param name for people, at most 64 characters
   * @param prefix first characters of the key, at most 16
   * @param secretHash 64 lower-case hexadecimal digits
   * @param roles names of roles
   * @param bootstrap whether the server issues it by itself
   */
  public record Issue(
      String name, String prefix, String secretHash, Set<String> roles, boolean bootstrap) {}
}
