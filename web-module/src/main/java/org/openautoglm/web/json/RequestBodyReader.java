// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.json;

import io.undertow.server.RequestTooBigException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.web.HttpConfiguration;
import org.openautoglm.web.connection.RequestBody;

/** Reads the body of a request, once. */
@ApplicationScoped
public class RequestBodyReader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final HttpConfiguration configuration;

  @Inject
  public RequestBodyReader(HttpConfiguration configuration) {
    this.configuration = configuration;
  }

  /** For the CDI client proxy only. */
  protected RequestBodyReader() {
    this(null);
  }

  /**
   * @return the JSON object that was sent
   * @throws ServingException {@code BODY_TOO_LARGE} or {@code MALFORMED_BODY}
   */
  public JsonField read(HttpServletRequest request) {
    int limit = configuration.maxBodyBytes();
    if (request.getContentLengthLong() > limit) {
      throw tooLarge(limit, null);
    }
    try (InputStream body = RequestBody.open(configuration.readTimeout())) {
      return parse(bytes(body, limit));
    } catch (RequestTooBigException e) {
      throw tooLarge(limit, e);
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.MALFORMED_BODY, "The body ended early or could not be read.", null, e);
    }
  }

  private static byte[] bytes(InputStream body, int limit) throws IOException {
    byte[] bytes = body.readNBytes(limit);
    if (bytes.length == limit && body.read() >= 0) {
      throw tooLarge(limit, null);
    }
    return bytes;
  }

  /** Reads a body that has arrived. */
  static JsonField parse(byte[] body) {
    String text = decode(ByteBuffer.wrap(body));
    if (text.isBlank()) {
      throw new ServingException(
          ErrorCode.MALFORMED_BODY, "The body is empty; a JSON object is expected.");
    }
    return JsonField.root(JsonReader.read(text));
  }

  /** RFC 8259: JSON between systems is UTF-8; a byte order mark may be ignored. */
  private static String decode(ByteBuffer bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new ServingException(
          ErrorCode.MALFORMED_BODY,
          "The body is not valid UTF-8 at byte %d.".formatted(bytes.position()));
    }
    text.flip();
    if (text.hasRemaining() && text.charAt(0) == BYTE_ORDER_MARK) {
      text.get();
    }
    return text.toString();
  }

  private static ServingException tooLarge(int limit, Throwable cause) {
    return new ServingException(
        ErrorCode.BODY_TOO_LARGE,
        "The body is larger than the %d bytes this server accepts.".formatted(limit),
        null,
        cause);
  }
}
