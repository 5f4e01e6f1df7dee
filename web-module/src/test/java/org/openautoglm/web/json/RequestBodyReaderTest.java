// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestBodyReaderTest {

  @Test
  void utf8IsReadWithAndWithoutByteOrderMark() {
    String json = "{\"a\":\"\u00e9\u4f60\uD83D\uDE00\"}";

    assertThat(parse(json).field("a").string()).isEqualTo("\u00e9\u4f60\uD83D\uDE00");
    assertThat(parse("\uFEFF" + json).field("a").given()).isTrue();
  }

  @Test
  void invalidUtf8IsRefusedWithItsPlace() {
    byte[] latin1 = "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] cut = {'"', (byte) 0xE4, (byte) 0xBD};

    assertThatThrownBy(() -> RequestBodyReader.parse(latin1))
        .hasMessage("The body is not valid UTF-8 at byte 6.");
    assertThatThrownBy(() -> RequestBodyReader.parse(cut))
        .hasMessage("The body is not valid UTF-8 at byte 1.");
  }

  @Test
  void anEmptyBodyIsRefused() {
    assertThatThrownBy(() -> parse("")).hasMessageContaining("empty");
    assertThatThrownBy(() -> parse(" \n")).hasMessageContaining("empty");
  }

  private static JsonField parse(String json) {
    return RequestBodyReader.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
