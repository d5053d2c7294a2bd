package eu.releve.edge.console;

import eu.releve.provisioning.settings.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The console's one password, kept as its hash: PBKDF2 with HMAC-SHA-256, 100,000 rounds, a salt of
 * 16 bytes, 32 bytes of result.
 *
 * <p>The gateway makes it, of 59 random bits; nobody chooses it. That, and not the number of
 * rounds, is what keeps a stolen hash useless, so that one check stays below a second or two on the
 * smallest boxes.
 */
final class Password {
  /** The hash, in the console's folder; without it the next start makes another password. */
  static final String KEPT = "password";

  /** The password itself, until somebody says that it is written down. */
  static final String FIRST = "first-password";

  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
  private static final String SCHEME = "pbkdf2-sha256";
  private static final int ROUNDS = 100_000;
  private static final int ROUNDS_MAX = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int FILE_BYTES_MAX = 1_000;
  private static final Pattern FORM =
      Pattern.compile(SCHEME + "\\$([0-9]{1,8})\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

  /** Letters and digits that are not mistaken for each other. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int GROUPS = 3;
  private static final int GROUP = 4;
  private static final int TYPED_MAX = 200;

  private final Path first;
  private final int rounds;
  private final byte[] salt;
  private final byte[] hash;

  private Password(Path first, int rounds, byte[] salt, byte[] hash) {
    this.first = first;
    this.rounds = rounds;
    this.salt = salt;
    this.hash = hash;
  }

  /**
   * The password that is kept in a folder; where there is none, a new one is made and written to
   * {@link #FIRST}, for its owner alone to read.
   *
   * @throws IOException naming the file that cannot be read, written or understood.
   */
  static Password in(Path folder, SecureRandom random) throws IOException {
    Path kept = folder.resolve(KEPT);
    Path first = folder.resolve(FIRST);
    if (!Files.exists(kept)) {
      String password = random(random);
      byte[] salt = new byte[SALT_BYTES];
      random.nextBytes(salt);
      // In this order: there is never a hash whose password nobody can have seen.
      SecretFile.write(first, password + "\n");
      Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
      byte[] hash = derive(plain(password), salt, ROUNDS);
      SecretFile.write(
          kept,
          "%s$%d$%s$%s\n"
              .formatted(SCHEME, ROUNDS, base64.encodeToString(salt), base64.encodeToString(hash)));
    }
    return read(kept, first);
  }

  private static Password read(Path kept, Path first) throws IOException {
    String text = Files.size(kept) > FILE_BYTES_MAX ? "" : Files.readString(kept).strip();
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IOException(
          kept + ": wanted a hash that a gateway wrote; without the file it makes a new password");
    }
    int rounds = Integer.parseInt(form.group(1));
    if (rounds < 1 || rounds > ROUNDS_MAX) {
      throw new IOException(kept + ": wanted 1 to " + ROUNDS_MAX + " rounds, found " + rounds);
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new Password(first, rounds, base64.decode(form.group(2)), base64.decode(form.group(3)));
  }

  private static String random(SecureRandom random) {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP; i++) {
      password.append(i > 0 && i % GROUP == 0 ? "-" : "");
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  /** Whether that is it; takes the same time either way. Capitals, blanks and hyphens are free. */
  boolean is(String typed) {
    return typed.length() <= TYPED_MAX
        && MessageDigest.isEqual(hash, derive(plain(typed), salt, rounds));
  }

  /** A phone begins with a capital and nobody knows whether the hyphens count. */
  private static String plain(String typed) {
    return typed.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static byte[] derive(String password, byte[] salt, int rounds) {
    PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, rounds, 8 * HASH_BYTES);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(key).getEncoded();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every Java has " + ALGORITHM, absent);
    } finally {
      key.clearPassword();
    }
  }

  /** Where the password can be read while {@link #isReadable}. */
  Path first() {
    return first;
  }

  /** Whether it still lies there in clear. */
  boolean isReadable() {
    return Files.exists(first);
  }

  /** It is written down elsewhere: only the hash stays. */
  void forget() throws IOException {
    Files.deleteIfExists(first);
  }
}
