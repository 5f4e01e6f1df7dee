// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;

/** One long request over a socket that can be cut, or be read slowly. */
final class Caller implements AutoCloseable {
  /** Tokens of a long answer. */
  static final int ANSWER = 16_000;

  /** So little that the system does not take an answer on behalf of who does not read it. */
  private static final int SMALL_BUFFER = 4096;

  private final Socket socket;
  private final BufferedReader answer;

  private Caller(Socket socket) throws IOException {
    this.socket = socket;
    this.answer =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  static String id(String name) {
    return "caller-" + name;
  }

  static String body(int tokens, boolean stream) {
    return body(tokens, stream, "");
  }

  private static String body(int tokens, boolean stream, String more) {
    return """
    {"model": "%s", "prompt": "Hello", "temperature": 0, "max_tokens": %d, "ignore_eos": true,
     "stream": %s%s}
    """
        .formatted(TestModels.LONG, tokens, stream, more);
  }

  /** Asks for a long answer. */
  static Caller ask(ServerUnderTest server, String name, boolean stream) throws IOException {
    return send(server, name, new Socket(), body(ANSWER, stream));
  }

  /** Asks for a long stream of large events, to read it as it comes. */
  static Caller askForMuch(ServerUnderTest server, String name) throws IOException {
    return askForMuch(server, name, new Socket());
  }

  /** Asks for the same, to read it byte by byte. */
  static Caller askSlowly(ServerUnderTest server, String name) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SMALL_BUFFER);
    return askForMuch(server, name, socket);
  }

  private static Caller askForMuch(ServerUnderTest server, String name, Socket socket)
      throws IOException {
    return send(server, name, socket, body(ANSWER, true, ", \"logprobs\": 10"));
  }

  private static Caller send(ServerUnderTest server, String name, Socket socket, String text)
      throws IOException {
    socket.connect(new InetSocketAddress("127.0.0.1", server.httpPort()));
    socket.setSoTimeout(60_000);
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String head =
        String.join(
            "\r\n",
            "POST /v1/completions HTTP/1.1",
            "Host: 127.0.0.1:" + server.httpPort(),
            "Authorization: Bearer " + server.adminKey(),
            "Content-Type: application/json",
            "x-request-id: " + id(name),
            "Content-Length: " + body.length,
            "",
            "");
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
    return new Caller(socket);
  }

  /** The lines in front of the answer's body; nothing may have been read before. */
  List<String> head() throws IOException {
    List<String> head = new ArrayList<>();
    String line = answer.readLine();
    while (line != null && !line.isEmpty()) {
      head.add(line);
      line = answer.readLine();
    }
    return head;
  }

  void readChunks(int count) throws IOException {
    int seen = 0;
    while (seen < count) {
      String line = answer.readLine();
      assertThat(line).as("the answer goes on").isNotNull();
      if (line.startsWith("data: ")) {
        assertThat(line).doesNotContain("\"error\"");
        seen++;
      }
    }
  }

  /** The bytes of the answer as they come; not together with {@link #readChunks}. */
  InputStream bytes() throws IOException {
    return socket.getInputStream();
  }

  /** Cuts the connection so that the server receives a reset instead of an end. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
