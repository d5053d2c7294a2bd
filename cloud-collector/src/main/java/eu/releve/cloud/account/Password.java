package eu.releve.cloud.account;

import static eu.releve.measure.Require.require;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords as Argon2id hashes in PHC form: 19 MiB, two passes, one lane, as OWASP recommends.
 *
 * <p>One check costs some 30 ms of a core and 19 MiB; log-ins are limited for that reason too.
 */
final class Password {
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int LENGTH_MAX = 200;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Password() {}

  /** A new random password of 80 bits, in letters and digits that are not mistaken. */
  static String random() {
    String letters = "abcdefghjkmnpqrstuvwxyz23456789-";
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      password.append(letters.charAt(RANDOM.nextInt(31)));
    }
    return password.toString();
  }

  /** The hash to keep. */
  static String hash(String password) {
    require(password.length() <= LENGTH_MAX, "a password of more than %d characters", LENGTH_MAX);
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(
            MEMORY_KIB,
            PASSES,
            base64.encodeToString(salt),
            base64.encodeToString(argon2(password, salt, MEMORY_KIB, PASSES)));
  }

  /** Whether the password is the one that was hashed; takes the same time either way. */
  static boolean matches(String password, String hash) {
    String[] parts = hash.split("\\$", -1);
    if (parts.length != 6 || password.length() > LENGTH_MAX) {
      return false;
    }
    String[] costs = parts[3].split("[,=]", -1);
    byte[] salt = Base64.getDecoder().decode(parts[4]);
    byte[] wanted = Base64.getDecoder().decode(parts[5]);
    byte[] found = argon2(password, salt, Integer.parseInt(costs[1]), Integer.parseInt(costs[3]));
    return MessageDigest.isEqual(wanted, found);
  }

  private static byte[] argon2(String password, byte[] salt, int memoryKib, int passes) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[HASH_BYTES];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
