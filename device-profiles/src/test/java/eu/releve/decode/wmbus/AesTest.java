package eu.releve.decode.wmbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AesTest {
  private static final Key KEY = Key.parse("2b7e1516 28aed2a6 abf71588 09cf4f3c");
  private static final byte[] MESSAGE =
      HexFormat.of()
          .parseHex(
              "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                  + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

  // RFC 4493, section 4.
  @Test
  void theCodesAreThoseOfTheStandard() {
    assertThat(code(0)).isEqualTo("bb1d6929e95937287fa37d129b756746");
    assertThat(code(16)).isEqualTo("070a16b46b4d4144f79bdd9dd04a287c");
    assertThat(code(40)).isEqualTo("dfa66747de9ae63030ca32611497c827");
    assertThat(code(64)).isEqualTo("51f0bebf7e3b9d92fc49741779363cfe");
  }

  @Test
  void aKeyNeverPrintsItself() {
    assertThat(KEY.toString()).isEqualTo("Key(hidden)");
    assertThat(KEY).isEqualTo(Key.parse("2B7E151628AED2A6ABF7158809CF4F3C"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Key.parse("2B7E1516"))
        .hasMessage("a key of 8 characters is not one of 32 hexadecimal digits");
  }

  private static String code(int length) {
    return HexFormat.of().formatHex(Aes.cmac(KEY, java.util.Arrays.copyOf(MESSAGE, length)));
  }
}
