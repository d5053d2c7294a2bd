package eu.releve.provisioning.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.GatewayId;
import java.net.URI;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentLabelTest {
  private static final Fingerprint PRINT = new Fingerprint("0a".repeat(32));

  private static EnrolmentLabel label(String server) {
    return new EnrolmentLabel(
        URI.create(server),
        new GatewayId("tilleuls-12"),
        ClaimCode.random(new SecureRandom()),
        PRINT);
  }

  @Test
  void aLabelIsReadAsItIsWritten() {
    EnrolmentLabel label = label("https://collector.example:8443");
    assertThat(label.text())
        .isEqualTo(
            "https://collector.example:8443/enrol/tilleuls-12#%s.%s"
                .formatted(label.code().text(), PRINT));
    assertThat(EnrolmentLabel.parse("  " + label.text() + "\n")).isEqualTo(label);
    EnrolmentLabel numbers = label("https://[2001:db8::1]:8443");
    assertThat(EnrolmentLabel.parse(numbers.text())).isEqualTo(numbers);
  }

  @Test
  void itsWordsForALogDoNotShowTheCode() {
    EnrolmentLabel label = label("https://collector.example:8443");
    assertThat(label.toString()).isEqualTo("https://collector.example:8443/enrol/tilleuls-12");
  }

  // Each line: what is replaced in a good label, by what, and which part the message names.
  @ParameterizedTest
  @CsvSource({
    "https://, http://, https://",
    ":8443, '', HOST:PORT",
    ":8443, :0, port",
    ":8443, :99999, HOST:PORT",
    "collector, user@collector, HOST:PORT",
    "/enrol/, /est/, /enrol/",
    "tilleuls-12, Tilleuls 12, gateway",
    "#, ?, after the gateway",
    "., ',', HOST:PORT",
    "0a0a, 0A0A, fingerprint",
    "0a0a, 0a, fingerprint",
    "'#', '#U', symbol",
    "'#', '#0', 16 symbols",
  })
  void whatIsWrongIsNamed(String part, String other, String named) {
    EnrolmentLabel good = label("https://collector.example:8443");
    String wrong = good.text().replaceFirst(Pattern.quote(part), other);
    assertThatThrownBy(() -> EnrolmentLabel.parse(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named)
        .message()
        .doesNotContain(good.code().text());
  }

  @Test
  void aServerIsAHostWithItsPortAndNothingElse() {
    assertThat(EnrolmentLabel.server("https://collector.example:8443"))
        .isEqualTo(URI.create("https://collector.example:8443"));
    assertThatThrownBy(() -> label("https://collector.example:8443/"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> label("https://collector.example"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
