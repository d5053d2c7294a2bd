package eu.releve.provisioning.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.provisioning.survey.Code;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SiteCommandTest {
  private static final String PLAN =
      """
      site: tilleuls-12
      zone: Europe/Brussels
      area-m2: 2140
      buses:
        - { id: cellar, modbus-rtu: /dev/ttyUSB0, baud: 9600 }
      lots:
        - { id: 3b, kind: dwelling, shares: 31 }
      points:
        - { id: main-elec, name: "Compteur général, dans une très longue gaine technique au fond de la cave" }
        - { id: flat-3b, name: "Électricité 3B", lot: 3b, parent: main-elec }
      meters:
        - { id: main, point: main-elec, bus: cellar, unit: 1, profile: eastron-sdm630, ct: 200/5, serial: "A1", from: 2026-03-01, period: 1m }
        - { id: e3b, point: flat-3b, bus: cellar, unit: 2, profile: eastron-sdm630, serial: "A2", from: 2026-03-01, mid-year: 2024, seal: "S1" }
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aPlanInOrderIsSaidToBeInOrder() throws Exception {
    assertThat(run(Locale.ENGLISH, "", "check", plan(PLAN))).isZero();
    assertThat(out.toString())
        .contains("bus cellar: meters 2, time used ")
        .endsWith("tilleuls-12: errors 0, warnings 0, missing for bills 0.\n");
  }

  @Test
  void anErrorIsSaidWithItsLineItsCodeAndWhatToDoInBothLanguages() throws Exception {
    String file = plan(PLAN.replace("ct: 200/5", "ct: 5/200"));
    assertThat(run(Locale.ENGLISH, "", "check", file)).isEqualTo(1);
    assertThat(out.toString())
        .contains(file + ":12: meter main: ct 5/200 is upside down [ratio-inverse]")
        .contains("    Write primary/secondary, such as 200/5.");
    assertThat(run(Locale.FRENCH, "", "check", file)).isEqualTo(1);
    assertThat(out.toString()).contains("compteur main\u00a0: ct 5/200 est à l'envers");
    assertThat(run(Locale.ENGLISH, "", "check", file, "--json")).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("{\"file\":\"")
        .contains("\"errors\":1,\"warnings\":0,\"forBilling\":0")
        .contains(
            "\"code\":\"ratio-inverse\",\"severity\":\"error\",\"line\":12,\"about\":\"main\"")
        .contains("\"buses\":[{\"bus\":\"cellar\",\"usedPermille\":");
  }

  @Test
  void aPlanThatTheLoaderRefusesIsSaidAsTheLoaderSaysItAndAMissingOneIsNamed() throws Exception {
    String file = plan(PLAN.replace("unit: 2", "unit: 1"));
    assertThat(run(Locale.ENGLISH, "", "check", file)).isEqualTo(2);
    assertThat(err.toString()).startsWith(file + ":13: unit: wanted an address that is free");
    assertThat(run(Locale.ENGLISH, "", "check", folder.resolve("none.yaml").toString()))
        .isEqualTo(3);
    assertThat(run(Locale.ENGLISH, "", "check")).isEqualTo(2);
    assertThat(run(Locale.ENGLISH, "")).isEqualTo(2);
  }

  @Test
  void aPlanIsShownWithinEightyColumns() throws Exception {
    assertThat(run(Locale.FRENCH, "", "show", plan(PLAN))).isZero();
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    assertThat(out.toString())
        .contains("  unit 1  main  eastron-sdm630  A1  1 min\n")
        .contains("  unit 2  e3b   eastron-sdm630  A2  15 min\n")
        .contains("3b  logement, quotités 31\n")
        .contains("└─ flat-3b  Électricité 3B\n");
    assertThat(run(Locale.ENGLISH, "", "show", plan(PLAN), "--json")).isZero();
    assertThat(out.toString()).startsWith("{\"site\":\"tilleuls-12\",\"zone\":\"Europe/Brussels\"");
  }

  @Test
  void twoPlansAreComparedAndWhatAChangeMeansIsSaid() throws Exception {
    String old = plan(PLAN);
    String same = plan("# other words\n" + PLAN);
    assertThat(run(Locale.ENGLISH, "", "diff", old, same)).isZero();
    String moved = plan(PLAN.replace("unit: 2", "unit: 20"));
    assertThat(run(Locale.ENGLISH, "", "diff", old, moved)).isEqualTo(1);
    assertThat(out.toString())
        .isEqualTo(
            """
            meter e3b moved: cellar unit 2 becomes cellar unit 20
                Only where it is asked changes. Its series goes on.
            Changes: 1.
            """);
    assertThat(run(Locale.ENGLISH, "", "diff", old, moved, "--json")).isEqualTo(1);
    assertThat(out.toString()).contains("\"what\":\"meter-moved\",\"about\":\"e3b\"");
  }

  @Test
  void aListIsWrittenAsAPlanAndABadOneLeavesNothing() throws Exception {
    Path list = folder.resolve("list.csv");
    Files.writeString(
        list, "Numéro de série;Unit;Profil;Lot\n007;1;abb-b23;3B\n008;2;abb-b23;4B\n");
    Path made = folder.resolve("made.yaml");
    String[] arguments = {
      "import",
      list.toString(),
      "--site",
      "tilleuls-12",
      "--bus",
      "id: cellar, modbus-rtu: /dev/ttyUSB0, baud: 9600",
      "-o",
      made.toString()
    };
    assertThat(run(Locale.ENGLISH, "", arguments)).isZero();
    SitePlan plan = SitePlans.load("made", Files.readString(made), Profiles.bundled());
    assertThat(plan.meters()).hasSize(2);
    assertThat(plan.meters().getFirst().from()).isEqualTo("2026-11-30");
    assertThat(run(Locale.ENGLISH, "", arguments)).isEqualTo(3);
    assertThat(err.toString()).contains("--force");
    Files.delete(made);
    Files.writeString(
        list, "Numéro de série;Unit;Profil;Lot\n007;1;abb-b23;3B\n008;2;abb-b99;4B\n");
    assertThat(run(Locale.ENGLISH, "", arguments)).isEqualTo(1);
    assertThat(out.toString())
        .contains("row 3, column \"Profil\": nobody knows 'abb-b99'")
        .contains("Nothing was written.");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(list);
    }
  }

  @Test
  void whoIsAskedCanTakeAnswersBackAndTheCheckEndsTheInterview() throws Exception {
    Path made = folder.resolve("new.yaml");
    List<String> answers =
        List.of(
            "Bad Name",
            "rue-haute-7",
            "",
            "910",
            "4b-1a",
            "1a-4b", // a name that cannot be, corrected
            "1",
            "cellar",
            "/dev/ttyUSB7",
            "<",
            "/dev/ttyUSB3",
            "9600",
            "",
            "9",
            "",
            "11",
            "", // the place taken back
            "3",
            "water",
            "",
            "",
            "8",
            "itron-bm-plus-m",
            "",
            "1",
            "-",
            "2026-03-01",
            "");
    assertThat(run(Locale.ENGLISH, String.join("\n", answers) + "\n", "new", "-o", made.toString()))
        .isZero();
    SitePlan plan = SitePlans.load("new", Files.readString(made), Profiles.bundled());
    assertThat(plan.lots()).hasSize(8);
    assertThat(plan.meters()).hasSize(17);
    assertThat(plan.buses().getFirst().toString()).contains("/dev/ttyUSB3");
    assertThat(plan.points().stream().filter(point -> point.parent().isPresent())).hasSize(8);
    assertThat(out.toString())
        .contains("'Bad Name' cannot be")
        .contains("[" + Code.LOT_SIZE_MISSING.id() + "]");
  }

  @Test
  void anInterviewThatEndsTooEarlyWritesNothing() throws Exception {
    Path made = folder.resolve("new.yaml");
    assertThat(run(Locale.FRENCH, "\n\n\n", "new", "-o", made.toString())).isEqualTo(1);
    assertThat(made).doesNotExist();
    assertThat(out.toString()).contains("rien n'a été écrit");
  }

  @Test
  void allDefaultsMakeAPlanThatTheLoaderTakes() throws Exception {
    Path made = folder.resolve("new.yaml");
    assertThat(run(Locale.FRENCH, "\n".repeat(40), "new", "-o", made.toString())).isZero();
    SitePlan plan = SitePlans.load("new", Files.readString(made), Profiles.bundled());
    assertThat(plan.site().value()).isEqualTo("batiment");
  }

  @Test
  void helpHasAnExampleForEachCommand() {
    for (String command : List.of("new", "import", "check", "show", "diff", "replace-meter")) {
      assertThat(run(Locale.ENGLISH, "", command, "--help")).isZero();
      assertThat(out.toString()).containsPattern("Examples?:.*\\s+.*releve site " + command);
    }
  }

  @Test
  void thePageNamesEveryCodeWithItsSeverity() throws Exception {
    String page = Files.readString(Path.of("SITE-TOOLS.md"));
    for (Code code : Code.values()) {
      assertThat(page)
          .contains("| `%s` | %s |".formatted(code.id(), code.severity().id().replace('-', ' ')));
    }
  }

  private String plan(String text) throws Exception {
    Path file = Files.createTempFile(folder, "plan", ".yaml");
    Files.writeString(file, text);
    return file.toString();
  }

  private int run(Locale locale, String typed, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-30T12:00:00Z"));
    CommandLine line =
        SiteCommand.line(
            Surroundings.of(locale, clock, new BufferedReader(new StringReader(typed))));
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
