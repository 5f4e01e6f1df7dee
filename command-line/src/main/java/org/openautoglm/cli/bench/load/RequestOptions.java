// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import jakarta.json.JsonObject;

/**
 * What all requests of a run have in common.
 *
 * @param model null leaves the choice to the server
 * @param tokenIds whether answers should name their token ids
 * @param extra further members of each request
 */
public record RequestOptions(
    String model, double temperature, boolean ignoreEos, boolean tokenIds, JsonObject extra) {}
