// SPDX-License-Identifier: Apache-2.0
/**
 * Proof in a real WildFly with real clients. Arquillian starts the provisioned server once for all
 * classes, on free ports and with a base folder of its own; {@link
 * org.openautoglm.it.harness.ApplicationDeployment} deploys the real EAR once, and again only after
 * a class that brings a deployment of its own. Each package below is a subject; its tests run from
 * outside, through the network, except those of {@link org.openautoglm.it.injection}. What it is
 * not: no place for tests that need no server.
 */
package org.openautoglm.it;
