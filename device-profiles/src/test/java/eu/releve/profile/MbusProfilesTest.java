package eu.releve.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.document.DocumentException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MbusProfilesTest {
  private static final String GOOD =
      """
      profile: acme-w1
      name: Acme W1
      source: none, invented
      mbus: { manufacturer: ACM, version: 1, medium: 7 }
      registers: [ { is: water-volume, unit: L, resolution: 1 } ]
      proofs:
        - { origin: constructed, source: by hand, raw: 6800, gives: { water-volume: 0 } }
      """;

  @Test
  void aFamilyMaySpanVersionsAndMedia() throws DocumentException {
    Access.Recognition wanted =
        recognition(GOOD.replace("version: 1, medium: 7", "versions: [3, 1], media: [6, 7, 22]"));
    assertThat(wanted.fits("ACM", 3, 22)).isTrue();
    assertThat(wanted.fits("ACM", 2, 22)).isFalse();
    assertThat(wanted.fits("ACM", 1, 4)).isFalse();
    assertThat(wanted.fits("ACN", 1, 7)).isFalse();
    assertThat(wanted.version()).contains(1);
    assertThat(wanted.medium()).contains(6);
  }

  @Test
  void whatIsNotSaidIsNotAskedFor() throws DocumentException {
    Access.Recognition wanted = recognition(GOOD.replace(", version: 1, medium: 7", ""));
    assertThat(wanted.fits("ACM", 255, 0)).isTrue();
    assertThat(wanted.exactness()).isEqualTo(1);
    assertThat(recognition(GOOD).exactness()).isEqualTo(3);
  }

  @Test
  void rulesAreRivalsWhereAMeterFitsBothAsExactly() {
    Access.Recognition seven = rule(Optional.of(1), Optional.of(7));
    assertThat(seven.rivals(rule(Optional.of(1), Optional.of(7)))).isTrue();
    assertThat(seven.rivals(rule(Optional.of(1), Optional.of(6)))).isFalse();
    assertThat(seven.rivals(rule(Optional.of(1), Optional.empty()))).isFalse();
    assertThat(
            rule(Optional.of(1), Optional.empty()).rivals(rule(Optional.empty(), Optional.of(7))))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version: 1 | version: 1, versions: [1, 2] | 4: versions: wanted two or more",
        "version: 1 | versions: [2] | 4: versions: wanted two or more",
        "version: 1 | versions: [2, 2] | 4: versions: wanted two or more",
        "medium: 7 | media: [6, 256] | 4: media: wanted an integer from 0 to 255",
        "raw: 6800 | telegrams: [68] | 7: telegrams: wanted 2 to 16 frames",
        "raw: 6800 | telegrams: [68, 6G] | 7: telegrams: wanted bytes as pairs",
        "raw: 6800 | raw: 68, telegrams: [68, 68] | 7: telegrams: wanted either raw or telegrams",
        "resolution: 1 | resolution: 1, unavailable: [F3G0] | 5: unavailable: wanted 1 to 8 bytes",
        "raw: 6800 | raw: 68, key: 00 | 7: key: wanted 32 of 0-9A-F"
      })
  void whatCannotBeIsRefused(String right, String wrong, String message) {
    assertThatThrownBy(() -> Profiles.load("acme.yaml", GOOD.replace(right, wrong)))
        .isInstanceOf(DocumentException.class)
        .hasMessageStartingWith("acme.yaml:" + message);
  }

  private static Access.Recognition rule(Optional<Integer> version, Optional<Integer> medium) {
    return new Access.Recognition("ACM", version, medium);
  }

  private static Access.Recognition recognition(String text) throws DocumentException {
    return ((Access.Mbus) Profiles.load("acme.yaml", text).access()).recognition().orElseThrow();
  }
}
