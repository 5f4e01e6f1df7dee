// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.connection;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Every method asks the database, and throws {@link DatabaseUnavailableException} when it cannot be
 * reached.
 */
@InterceptorBinding
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface DatabaseCalls {}
