// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import org.openautoglm.persistence.identity.ApiKeyRepository;
import org.openautoglm.serving.api.KeyService;
import org.openautoglm.serving.audit.AuditDesk;
import org.openautoglm.serving.audit.AuditTrail;
import org.openautoglm.serving.config.ServerConfig;
import org.openautoglm.serving.logging.FailureReceiver;

/**
 * Begins with the application and puts identity together. An application whose administrator could
 * not be let in does not start.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class IdentityLifecycle {

  @Resource private ManagedExecutorService background;

  @Inject private ApiKeyRepository keys;
  @Inject private AuditTrail trail;
  @Inject private FailureReceiver failures;
  @Inject private ServerConfig config;

  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();

  /** In one transaction: a key exists when its file does. */
  @PostConstruct
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  void start() {
    KeyFile file = new KeyFile(config.dataDirectory());
    new AdministratorKey(config.node(), keys, file, random, clock).ensure();
  }

  @Produces
  @ApplicationScoped
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public KeyService keyService() {
    return new ApiKeyService(
        keys,
        new LastUse(keys, background, failures, clock),
        new AuditDesk(trail, failures, clock),
        random,
        clock);
  }
}
