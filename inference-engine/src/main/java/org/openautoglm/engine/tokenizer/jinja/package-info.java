// SPDX-License-Identifier: Apache-2.0
/**
 * An interpreter of the Jinja2 template language as transformers configures it for chat templates:
 * {@code trim_blocks}, {@code lstrip_blocks}, loop controls, the {@code generation} tag, Python's
 * strings, numbers and their printed form.
 *
 * <p>What it is: lexer, parser and evaluator over JSON values, without reflection, so that a
 * template cannot reach Java, and within {@link org.openautoglm.engine.tokenizer.jinja.RenderLimits
 * limits}. What it is not: a general template engine; there is no inheritance, no include, no
 * import and no HTML escaping by default.
 */
package org.openautoglm.engine.tokenizer.jinja;
