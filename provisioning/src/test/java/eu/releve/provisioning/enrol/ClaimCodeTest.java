package eu.releve.provisioning.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimCodeTest {
  private static final String SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int CODES = 200;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static String bare() {
    return ClaimCode.random(RANDOM).text().replace("-", "");
  }

  private static boolean isTaken(String typed) {
    try {
      ClaimCode.parse(typed);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  @Test
  void aCodeIsWrittenInFourGroupsOfFourAndReadAgain() {
    Set<ClaimCode> seen = new HashSet<>();
    for (int i = 0; i < CODES; i++) {
      ClaimCode code = ClaimCode.random(RANDOM);
      assertThat(code.text()).matches("([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}");
      assertThat(ClaimCode.parse(code.text())).isEqualTo(code).hasSameHashCodeAs(code);
      assertThat(seen.add(code)).isTrue();
    }
  }

  // A label is printed once and lies in boxes for months: what it says must stay what it is.
  @Test
  void aCodeOnceWrittenStaysGood() {
    assertThat(ClaimCode.parse("0123-4567-89AB-CDE4").text()).isEqualTo("0123-4567-89AB-CDE4");
    assertThat(isTaken("0000-0000-0000-0000")).isTrue();
  }

  @Test
  void everyWrongSymbolIsFound() {
    for (int i = 0; i < CODES; i++) {
      String good = bare();
      for (int at = 0; at < good.length(); at++) {
        for (int symbol = 0; symbol < SYMBOLS.length(); symbol++) {
          char other = SYMBOLS.charAt(symbol);
          if (other != good.charAt(at)) {
            String wrong = good.substring(0, at) + other + good.substring(at + 1);
            assertThat(isTaken(wrong)).as("%s for %s", wrong, good).isFalse();
          }
        }
      }
    }
  }

  @Test
  void anyTwoSymbolsThatChangedPlacesAreFound() {
    for (int i = 0; i < CODES; i++) {
      String good = bare();
      for (int one = 0; one < good.length(); one++) {
        for (int two = one + 1; two < good.length(); two++) {
          if (good.charAt(one) != good.charAt(two)) {
            StringBuilder wrong = new StringBuilder(good);
            wrong.setCharAt(one, good.charAt(two));
            wrong.setCharAt(two, good.charAt(one));
            assertThat(isTaken(wrong.toString())).as("%s for %s", wrong, good).isFalse();
          }
        }
      }
    }
  }

  @Test
  void whatPeopleTypeIsForgiven() {
    ClaimCode code = ClaimCode.random(RANDOM);
    String text = code.text();
    assertThat(ClaimCode.parse(text.toLowerCase(Locale.ROOT))).isEqualTo(code);
    assertThat(ClaimCode.parse("  " + text.replace('-', ' ') + "\n")).isEqualTo(code);
    assertThat(ClaimCode.parse(text.replace('-', '\u00A0'))).isEqualTo(code);
    assertThat(ClaimCode.parse(text.replace("-", ""))).isEqualTo(code);
    assertThat(ClaimCode.parse(text.replace('1', 'l').replace('0', 'o'))).isEqualTo(code);
    assertThat(ClaimCode.parse(text.replace('1', 'I').replace('0', 'O'))).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0123", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEFG", "U123456789ABCDEF"})
  void whatIsNoCodeIsRefusedWithoutRepeatingIt(String typed) {
    assertThatThrownBy(() -> ClaimCode.parse(typed))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .satisfies(message -> assertThat(typed.isEmpty() || !message.contains(typed)).isTrue());
    assertThatThrownBy(() -> ClaimCode.parse("0".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itsDigestIsThatOfItsTextAndNothingElseShowsIt() throws Exception {
    ClaimCode code = ClaimCode.random(RANDOM);
    assertThat(code.sha256())
        .isEqualTo(
            MessageDigest.getInstance("SHA-256")
                .digest(code.text().getBytes(StandardCharsets.US_ASCII)));
    assertThat(code.toString()).isEqualTo("ClaimCode(...)");
  }
}
