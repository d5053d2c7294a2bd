package eu.releve.edge.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.identity.IdentityWords;
import eu.releve.edge.identity.Obstacle;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.enrol.PlayedEst;
import eu.releve.provisioning.enrol.PlayedEst.Mood;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EnrolCommandTest {
  private static final String NAME = "tilleuls-12";

  @TempDir private Path data;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private PlayedEst est;

  @BeforeEach
  void start() throws Exception {
    est = PlayedEst.start(new PlayedAuthority("Test authority"), InstantSource.system());
  }

  @AfterEach
  void stop() {
    est.close();
  }

  private int run(String language, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = EnrolCommand.line(Map.of("LANG", language), Duration.ofSeconds(20));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    return line.execute(all.toArray(String[]::new));
  }

  private String said() {
    return out.toString() + err;
  }

  @Test
  void aLabelEnrolsAndASecondRunDoesNothing() {
    EnrolmentLabel label = est.label(NAME);
    assertThat(run("en", label.text())).isZero();
    assertThat(out.toString()).contains("Enrolled as tilleuls-12 until ", "renews its certificate");
    assertThat(said()).doesNotContain(label.code().text());
    assertThat(data.resolve("keys/gateway.pem")).exists();
    int asked = est.asked().size();
    assertThat(run("fr_BE.UTF-8", label.text())).isZero();
    assertThat(out.toString()).contains("Ce boîtier est déjà inscrit, comme tilleuls-12");
    assertThat(est.asked()).hasSize(asked);
    assertThat(run("en", est.label(NAME).text(), "--again")).isZero();
    assertThat(est.asked()).hasSize(asked + 2);
  }

  @Test
  void thePartsOfALabelDoAsWell() {
    EnrolmentLabel label = est.label(NAME);
    assertThat(
            run(
                "en",
                "--url",
                label.server().toString(),
                "--gateway",
                NAME,
                "--code",
                label.code().text().toLowerCase(Locale.ROOT),
                "--ca-sha256",
                label.authority().hex(),
                "--json"))
        .isZero();
    assertThat(out.toString())
        .contains("\"enrolled\":true", "\"outcome\":\"Done\"", "\"gateway\":\"tilleuls-12\"");
  }

  @Test
  void aRefusalIsOneInAnInstallersWords() {
    est.be(Mood.REFUSES_CODES);
    assertThat(run("en", est.label(NAME).text())).isEqualTo(1);
    assertThat(out.toString()).contains("The collector refuses the code");
    assertThat(run("fr", est.label(NAME).text())).isEqualTo(1);
    assertThat(out.toString()).contains("Le collecteur refuse le code\u00a0:");
    est.be(Mood.HAS_ANOTHER_AUTHORITY);
    assertThat(run("en", est.label(NAME).text(), "--json")).isEqualTo(1);
    assertThat(out.toString()).contains("\"enrolled\":false", "\"outcome\":\"ANOTHER_AUTHORITY\"");
    est.be(Mood.WAITS);
    assertThat(run("en", est.label(NAME).text())).isEqualTo(1);
    assertThat(out.toString()).contains("who must readmit this gateway", "Ask again in 7 s.");
  }

  @Test
  void whoCannotBeReachedIsThree() {
    EnrolmentLabel label = est.label(NAME);
    est.be(Mood.STORE_IS_AWAY);
    assertThat(run("en", label.text())).isEqualTo(3);
    est.close();
    assertThat(run("en", label.text())).isEqualTo(3);
    assertThat(out.toString()).contains("Nobody answers at the collector's address");
  }

  @Test
  void wrongUseRepeatsNothingOfWhatWasTyped() {
    EnrolmentLabel label = est.label(NAME);
    String code = label.code().text();
    for (String[] wrong :
        List.of(
            new String[] {},
            new String[] {label.text(), "--url", "https://h:1"},
            new String[] {label.text(), label.text()},
            new String[] {label.text(), "--cod", code},
            new String[] {label.text().replace("#", "#U")},
            new String[] {"--code", code},
            new String[] {
              "--gateway", NAME, "--url", "http://h:1", "--code", code, "--ca-sha256", "0"
            })) {
      assertThat(run("en", wrong)).as("%s", List.of(wrong)).isEqualTo(2);
      assertThat(said()).doesNotContain(code).doesNotContain(code.replace("-", ""));
    }
    assertThat(est.asked()).isEmpty();
  }

  @Test
  void settingsOfAnotherGatewayAreRefused() throws Exception {
    Path config =
        Files.writeString(
            data.resolve("gateway.yaml"),
            "gateway: other-1\nsite: plan.yaml\ncollector: mqtts://h:8883\n");
    assertThat(run("en", est.label(NAME).text(), "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("of gateway tilleuls-12, the settings are of other-1");
    assertThat(run("en", est.label(NAME).text(), "--config", data.resolve("none").toString()))
        .isEqualTo(3);
  }

  @Test
  void helpHasAnExample() {
    assertThat(run("en", "--help")).isZero();
    assertThat(out.toString()).contains("./releve enrol 'https://HOST:PORT/enrol/GATEWAY#");
  }

  @Test
  void everythingIsSaidInEachLanguage() throws Exception {
    Messages english = Messages.load(IdentityWords.class, Locale.ENGLISH);
    Messages french = Messages.load(IdentityWords.class, Locale.FRENCH);
    assertThat(french.keys()).isEqualTo(english.keys());
    for (Obstacle.Kind kind : Obstacle.Kind.values()) {
      assertThat(english.keys()).contains("obstacle." + kind);
    }
    try (var words = IdentityWords.class.getResourceAsStream("messages_fr.properties")) {
      assertThat(new String(words.readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain(" :", " ?", " !", " ;", " »", "« ", " %");
    }
  }
}
