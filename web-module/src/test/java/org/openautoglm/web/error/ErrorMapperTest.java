// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

class ErrorMapperTest {
  private final ErrorMapper mapper = new ErrorMapper(request("req-7"));

  @ParameterizedTest
  @CsvSource({
    "INVALID_VALUE, 400, invalid_request_error",
    "MALFORMED_BODY, 400, invalid_request_error",
    "CONTEXT_LENGTH_EXCEEDED, 400, invalid_request_error",
    "INVALID_API_KEY, 401, authentication_error",
    "ACCESS_DENIED, 403, permission_error",
    "MODEL_NOT_FOUND, 404, not_found_error",
    "NOT_FOUND, 404, not_found_error",
    "BODY_TOO_LARGE, 413, invalid_request_error",
    "QUEUE_FULL, 429, rate_limit_error",
    "MODEL_BROKEN, 503, unavailable_error",
    "SHUTTING_DOWN, 503, unavailable_error",
    "INTERNAL, 500, api_error"
  })
  void everyCodeHasItsStatusAndType(ErrorCode code, int status, String type) {
    Response response = mapper.toResponse(new ServingException(code, "What.", "field"));

    assertThat(response.getStatus()).isEqualTo(status);
    assertThat(body(response))
        .contains("\"type\":\"" + type + "\"")
        .contains("\"code\":\"" + code.name().toLowerCase(Locale.ROOT) + "\"");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void overloadAndAbsenceSayWhenToComeBack(ErrorCode code) {
    Response response = mapper.toResponse(new ServingException(code, "What."));

    boolean later = response.getStatus() == 429 || response.getStatus() == 503;
    assertThat(response.getHeaders().containsKey("Retry-After")).isEqualTo(later);
    assertThat(response.getHeaders().containsKey("WWW-Authenticate"))
        .isEqualTo(response.getStatus() == 401);
  }

  @Test
  void theErrorObjectIsExact() {
    assertThat(
            body(mapper.toResponse(new ServingException(ErrorCode.INVALID_VALUE, "A \"b\".", "n"))))
        .isEqualTo(
            "{\"error\":{\"message\":\"A \\\"b\\\".\",\"type\":\"invalid_request_error\","
                + "\"param\":\"n\",\"code\":\"invalid_value\"}}");
  }

  @Test
  void whatIsOursToRepairShowsOnlyTheRequestId() {
    for (Throwable failure :
        new Throwable[] {
          new NullPointerException("secret"),
          new ServingException(ErrorCode.INTERNAL, "secret"),
          new WebApplicationException("secret", 500),
          new StackOverflowError("secret")
        }) {
      Response response = mapper.toResponse(failure);
      assertThat(response.getStatus()).isEqualTo(500);
      assertThat(body(response)).contains("req-7").doesNotContain("secret");
    }
  }

  @Test
  void thePlatformsRefusalsGetTheErrorObject() {
    assertThat(body(mapper.toResponse(new NotFoundException("x")))).contains("not_found_error");
    assertThat(body(mapper.toResponse(new NotSupportedException("x"))))
        .contains("unsupported_media_type");
    assertThat(mapper.toResponse(new WebApplicationException(418)).getStatus()).isEqualTo(418);
  }

  @Test
  void whatIsNoErrorGoesThrough() {
    Response options = Response.ok().header("Allow", "GET").build();

    assertThat(mapper.toResponse(new WebApplicationException(options))).isSameAs(options);
  }

  private static String body(Response response) {
    return new String((byte[]) response.getEntity(), StandardCharsets.UTF_8);
  }

  /** A request that knows its id and remembers attributes. */
  private static HttpServletRequest request(String id) {
    Map<Object, Object> attributes = new HashMap<>();
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ErrorMapperTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getHeader" -> id;
                  case "getAttribute" -> attributes.get(arguments[0]);
                  case "setAttribute" -> attributes.put(arguments[0], arguments[1]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
