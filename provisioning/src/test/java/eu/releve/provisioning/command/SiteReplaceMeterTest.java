package eu.releve.provisioning.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteReplaceMeterTest {
  private static final String PLAN =
      """
      # Tilleuls 12, as built
      site: tilleuls-12
      zone: Europe/Brussels
      buses:
        - { id: cellar, modbus-rtu: /dev/ttyUSB0, baud: 9600 }
        - { id: boiler, mbus: "tcp://10.0.0.7:10001" }
        - { id: pulses, gpio: /dev/gpiochip0 }
      points:
        - { id: main-elec, name: "Communs" }
        - { id: cold-3b, name: "Eau froide 3B" }
        - { id: cold, name: "Eau froide" }
      meters:
        # the meter behind the door
        - { id: main, point: main-elec, bus: cellar, unit: 1, profile: eastron-sdm630, ct: 200/5, serial: "A1, old", from: 2026-03-01, period: 1m, mid-year: 2019, seal: "S{1}" } # watch the step
        - id: w3b   # radio converter
          point: cold-3b
          bus: boiler
          secondary: "12345678"
          serial: "12345678"
          from: 2026-03-01
          # reads twice a day
          mbus: { reads-per-day: 2 }
          registers:
            - { is: water-volume, unit: m3, resolution: 0.001 }

        - { id: tap, point: cold, bus: pulses, line: 17, from: 2026-03-01,
            period: 1m, # often
            registers: [ { is: water-volume, unit: L, pulse: 10, start: 123456 } ] }
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aMeterInBracesEndsAndAnotherFollowsAtItsPoint() throws Exception {
    Path file = plan();
    String[] exchange = {
      "--meter",
      "main",
      "--closing",
      "41.25",
      "--opening",
      "0.5 kWh",
      "--serial",
      "B2",
      "--at",
      "2026-11-30T14:30"
    };
    assertThat(run(file, exchange)).as(err.toString()).isZero();
    SitePlan plan = load(file);
    Meter old = plan.meter(new MeterId("main")).orElseThrow();
    Meter next = plan.meter(new MeterId("main-2")).orElseThrow();
    assertThat(old.to()).contains(LocalDate.of(2026, 11, 30));
    assertThat(old.handovers().removed().orElseThrow().at())
        .isEqualTo(Instant.parse("2026-11-30T13:30:00Z"));
    // 41.25 kWh on the display are 1,650 kWh behind transformers of 200/5.
    assertThat(
            old.handovers()
                .removed()
                .orElseThrow()
                .indexes()
                .getFirst()
                .steps(old.ratio(), old.voltageRatio()))
        .contains(1_650_000L);
    assertThat(next.point()).isEqualTo(old.point());
    assertThat(next.address()).isEqualTo(old.address());
    assertThat(next.serial()).contains("B2");
    assertThat(next.from()).isEqualTo(LocalDate.of(2026, 11, 30));
    assertThat(next.particulars().seal()).isEmpty();
    assertThat(next.handovers().installed().orElseThrow().indexes()).hasSize(1);
    assertThat(out.toString())
        .startsWith("main ends with active-energy-import 41.25 kWh; main-2 begins with");
  }

  @Test
  void everyLineThatTheExchangeDoesNotConcernStaysAsItIs() throws Exception {
    for (String meter : List.of("main", "w3b", "tap")) {
      Path file = plan();
      assertThat(
              run(
                  file,
                  "--meter",
                  meter,
                  "--closing",
                  "900.5",
                  "--opening",
                  "0.1",
                  "--serial",
                  "87654321",
                  "--at",
                  "2026-11-30T14:30"))
          .as(err.toString())
          .isZero();
      List<String> after = Files.readAllLines(file);
      List<String> lost = PLAN.lines().filter(line -> !after.contains(line)).toList();
      assertThat(lost).as(meter).hasSizeLessThanOrEqualTo(1);
      assertThat(after).contains("# Tilleuls 12, as built", "  # the meter behind the door");
      assertThat(Files.readString(file)).contains("# watch the step", "# often", "# reads twice");
      load(file);
    }
  }

  @Test
  void anMbusMeterIsCalledByItsNewNumberAndAContactCountsFromTheNewDisplay() throws Exception {
    Path file = plan();
    assertThat(
            run(
                file,
                "--meter",
                "w3b",
                "--closing",
                "412.873",
                "--opening",
                "0.012",
                "--serial",
                "87654321"))
        .as(err.toString())
        .isZero();
    assertThat(
            run(
                file,
                "--meter",
                "tap",
                "--closing",
                "124.5",
                "--opening",
                "0.25",
                "--serial",
                "T2"))
        .as(err.toString())
        .isZero();
    String text = Files.readString(file);
    assertThat(text).contains("secondary: \"87654321\"").contains("start: 250 }");
    assertThat(load(file).meters()).hasSize(5);
  }

  @Test
  void aMeterThatNobodyCouldReadEndsWithAReason() throws Exception {
    Path file = plan();
    assertThat(
            run(
                file,
                "--meter",
                "main",
                "--closing",
                "unreadable",
                "--why",
                "display dark",
                "--opening",
                "0",
                "--serial",
                "B2",
                "--json"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("\"unreadable\":\"display dark\"", "\"closing\":[]");
    Meter old = load(file).meter(new MeterId("main")).orElseThrow();
    assertThat(old.handovers().removed().orElseThrow().unreadable()).contains("display dark");
    int unused = command("check", file.toString());
    assertThat(out.toString()).contains("meter main was removed unread: display dark");
    assertThat(command("show", file.toString(), "--json")).isZero();
    assertThat(out.toString()).contains("\"removedUnreadable\":\"display dark\"");
    Path before = Files.writeString(folder.resolve("before.yaml"), PLAN);
    assertThat(command("diff", before.toString(), file.toString())).isEqualTo(1);
    assertThat(out.toString().lines().filter(line -> !line.startsWith(" "))).hasSize(2);
  }

  @Test
  void anExchangeThatCannotBeMeantChangesNothing() throws Exception {
    Path file = plan();
    String[][] wrong = {
      {"--meter", "none", "--closing", "1", "--opening", "0", "--serial", "B2"},
      {"--meter", "main", "--closing", "unreadable", "--opening", "0", "--serial", "B2"},
      {"--meter", "main", "--closing", "1", "--why", "x", "--opening", "0", "--serial", "B2"},
      {"--meter", "main", "--closing", "-1", "--opening", "0", "--serial", "B2"},
      {"--meter", "main", "--closing", "1 m3", "--opening", "0", "--serial", "B2"},
      {"--meter", "main", "--closing", "water-volume=1", "--opening", "0", "--serial", "B2"},
      {"--meter", "main", "--closing", "1", "--opening", "0", "--serial", "B2", "--as", "tap"},
      {"--meter", "w3b", "--closing", "1", "--opening", "0", "--serial", "B2"},
      {
        "--meter",
        "main",
        "--closing",
        "1",
        "--opening",
        "0",
        "--serial",
        "B2",
        "--at",
        "2026-03-01T10:00"
      },
      {
        "--meter",
        "main",
        "--closing",
        "1",
        "--opening",
        "0",
        "--serial",
        "B2",
        "--profile",
        "no-such"
      },
      {"--meter", "main", "--closing", "1", "--opening", "0", "--serial", "B2", "--at", "noon"}
    };
    for (String[] arguments : wrong) {
      assertThat(run(file, arguments)).as(String.join(" ", arguments)).isEqualTo(2);
      assertThat(err.toString()).as(String.join(" ", arguments)).contains("wanted");
    }
    assertThat(Files.readString(file)).isEqualTo(PLAN);
  }

  @Test
  void aHandoverInAPlanMustLieOnTheMetersDays() throws Exception {
    Path file = plan();
    assertThat(
            run(
                file,
                "--meter",
                "main",
                "--closing",
                "2",
                "--opening",
                "0",
                "--serial",
                "B2",
                "--at",
                "2026-11-30T14:30"))
        .isZero();
    String good = Files.readString(file);
    for (String bad :
        List.of(
            good.replace("to: 2026-11-30", "to: 2026-12-24"),
            good.replace("2026-11-30T13:30:00Z", "2026-11-30 14:30"),
            good.replaceFirst("index: 2,", "index: -2,"),
            good.replaceFirst("unit: kWh", "unit: m3"),
            good.replaceFirst("is: active-energy-import", "is: active-power"))) {
      assertThat(bad).isNotEqualTo(good);
      Files.writeString(file, bad);
      assertThat(command("check", file.toString())).as(bad).isEqualTo(2);
    }
  }

  private SitePlan load(Path file) throws Exception {
    return SitePlans.load(file.toString(), Files.readString(file), Profiles.bundled());
  }

  private Path plan() throws Exception {
    Path file = folder.resolve("plan.yaml");
    Files.writeString(file, PLAN);
    return file;
  }

  private int run(Path file, String... arguments) {
    return command(
        Stream.concat(Stream.of("replace-meter", file.toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private int command(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-30T13:30:15.123Z"));
    Surroundings around =
        Surroundings.of(Locale.ENGLISH, clock, new BufferedReader(new StringReader("")));
    return SiteCommand.line(around)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
