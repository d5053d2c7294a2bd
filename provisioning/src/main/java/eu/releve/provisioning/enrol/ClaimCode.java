package eu.releve.provisioning.enrol;

import static eu.releve.measure.Require.require;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator gives an installer so that one gateway may enrol once: 75 random bits.
 *
 * <p>Written as four groups of four of Crockford's base32 symbols (digits and letters without I, L,
 * O, U). The sixteenth is a check: a sum in the field of 32 elements in which each place has a
 * weight of its own, a power of x modulo x^5 + x^2 + 1. One wrong symbol and any two that changed
 * places are always found; a sum modulo 31 would take 0 for Z.
 *
 * <p>It is a secret: only {@link #text} shows it.
 */
public final class ClaimCode {
  private static final String SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int RANDOM_SYMBOLS = 15;
  private static final int GROUP = 4;
  private static final int GROUPS = 4;
  private static final int FIELD_BITS = 5;
  private static final int FIELD_POLYNOMIAL = 0b100101;

  /** What is looked at, at most: a code with whatever stands between its symbols. */
  private static final int TEXT_MAX = 64;

  private final String symbols;

  private ClaimCode(String symbols) {
    this.symbols = symbols;
  }

  /** A new one. */
  public static ClaimCode random(SecureRandom random) {
    StringBuilder symbols = new StringBuilder();
    for (int i = 0; i < RANDOM_SYMBOLS; i++) {
      symbols.append(SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
    }
    return new ClaimCode(symbols.append(check(symbols)).toString());
  }

  /**
   * Reads what somebody typed: lower case, spaces and hyphens anywhere, I and L for 1, O for 0.
   *
   * @throws IllegalArgumentException saying what is wrong, and never what was typed.
   */
  public static ClaimCode parse(String typed) {
    require(typed.length() <= TEXT_MAX, "a code has 16 symbols, this has %d", typed.length());
    StringBuilder symbols = new StringBuilder();
    for (char each : typed.toUpperCase(Locale.ROOT).toCharArray()) {
      if (each == '-' || Character.isWhitespace(each) || Character.isSpaceChar(each)) {
        continue;
      }
      char read = read(each);
      require(
          SYMBOLS.indexOf(read) >= 0,
          "symbol %d of the code is no digit and none of its letters (those without I, L, O, U)",
          symbols.length() + 1);
      symbols.append(read);
    }
    require(
        symbols.length() == GROUPS * GROUP, "a code has 16 symbols, this has %d", symbols.length());
    require(
        check(symbols.subSequence(0, RANDOM_SYMBOLS)) == symbols.charAt(RANDOM_SYMBOLS),
        "the code has a typing mistake: its last symbol does not fit the others");
    return new ClaimCode(symbols.toString());
  }

  private static char read(char typed) {
    return switch (typed) {
      case 'I', 'L' -> '1';
      case 'O' -> '0';
      default -> typed;
    };
  }

  /** The symbol with which the weighted sum of all sixteen is zero. */
  private static char check(CharSequence symbols) {
    int sum = 0;
    for (int i = 0; i < symbols.length(); i++) {
      sum = timesX(sum ^ SYMBOLS.indexOf(symbols.charAt(i)));
    }
    return SYMBOLS.charAt(sum);
  }

  private static int timesX(int element) {
    int shifted = element << 1;
    return shifted >> FIELD_BITS == 0 ? shifted : shifted ^ FIELD_POLYNOMIAL;
  }

  /** The code as it is written and sent: {@code XXXX-XXXX-XXXX-XXXX}. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int group = 0; group < GROUPS; group++) {
      text.append(group == 0 ? "" : "-").append(symbols, group * GROUP, (group + 1) * GROUP);
    }
    return text.toString();
  }

  /** What a store keeps instead of it: SHA-256 of {@link #text} in ASCII, 32 bytes. */
  public byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(text().getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** In a time that says nothing of how much is equal. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClaimCode code && MessageDigest.isEqual(sha256(), code.sha256());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256());
  }

  /** Without the code. */
  @Override
  public String toString() {
    return "ClaimCode(...)";
  }
}
