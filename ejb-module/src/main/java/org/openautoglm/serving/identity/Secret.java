// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A key as its holder sends it: {@code ag-} and 32 random bytes in base64url (RFC 4648, section 5,
 * without padding). Only its SHA-256 is kept. A slow hash such as Argon2 protects secrets that can
 * be guessed; 256 random bits cannot, and every request would pay for it.
 */
final class Secret {
  private static final String START = "ag-";
  private static final int RANDOM_BYTES = 32;
  private static final int PREFIX_LENGTH = START.length() + 6;

  /** 32 bytes are 43 digits. */
  private static final Pattern SHAPE = Pattern.compile(START + "[A-Za-z0-9_-]{43}");

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * @param random must be cryptographically strong
   */
  static Secret random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new Secret(START + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Empty for a text that cannot be a key of ours, which spares the database the question. */
  static Optional<Secret> parse(String text) {
    return text != null && SHAPE.matcher(text).matches()
        ? Optional.of(new Secret(text))
        : Optional.empty();
  }

  /** The key itself, for its holder only. */
  String reveal() {
    return text;
  }

  /** First characters, to recognise the key by: 36 of its 256 random bits. */
  String prefix() {
    return text.substring(0, PREFIX_LENGTH);
  }

  /** SHA-256 in 64 lower-case hexadecimal digits. */
  String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Compares in a time that does not depend on where the two differ. */
  boolean hasHash(String other) {
    return MessageDigest.isEqual(
        hash().getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  /** Safe to log. */
  @Override
  public String toString() {
    return prefix() + "...";
  }
}
