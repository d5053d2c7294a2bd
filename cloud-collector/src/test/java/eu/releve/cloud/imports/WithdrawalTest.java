package eu.releve.cloud.imports;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Imports that are taken back, in a real store. */
class WithdrawalTest extends SourcesRig {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("dd/MM/uuuu", Locale.ROOT);

  /** Rows of an index of water that mostly rises. */
  private static String indexes(Random random, String meter, LocalDate from, int rows) {
    StringBuilder text = new StringBuilder(SUB_METERING);
    long litres = 100_000L + 40L * from.toEpochDay();
    LocalDate day = from;
    for (int i = 0; i < rows; i++) {
      text.append(
          "%s;water_cold;Flat;%s;%d.%03d;;m3;Non\n"
              .formatted(meter, DAY.format(day), litres / 1_000, litres % 1_000));
      int days = 1 + random.nextInt(40);
      day = day.plusDays(days);
      litres += 40L * days;
      // Now and then somebody reads what cannot be.
      litres -= random.nextInt(8) == 0 ? random.nextInt(50_000) : 0;
    }
    return text.toString();
  }

  // The same files, of which one came and went, and of which that one never came.
  @Test
  void figuresAreAsIfAnImportThatWasTakenBackHadNeverBeen() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      if (round > 0) {
        stop();
        start();
      }
      List<String> files = new ArrayList<>();
      int count = 2 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        files.add(
            indexes(
                random,
                random.nextBoolean() ? "W-1" : "W-2",
                LocalDate.of(2023, 1, 1).plusDays(random.nextInt(900)),
                1 + random.nextInt(12)));
      }
      int gone = random.nextInt(count);
      for (int i = 0; i < count; i++) {
        if (i != gone) {
          assertThat(take(files.get(i), STORE).number()).isPresent();
        }
      }
      derive();
      String without = figures();
      Imports.Answer answer = take(files.get(gone), STORE);
      derive();
      String with = figures();
      assertThat(imports.withdraw(answer.number().orElseThrow(), "bert", "the wrong building"))
          .isEqualTo(Withdrawal.Outcome.DONE);
      derive();
      assertThat(figures()).as("seed %d", seed).isEqualTo(without);
      assertThat(take(files.get(gone), STORE).number()).as("brought again").isPresent();
      derive();
      assertThat(figures()).as("seed %d", seed).isEqualTo(with);
      assertThat(number("select count(*) from underived")).isZero();
    }
  }

  @Test
  void oneThatIsTakenBackStaysInTheListWithWhoAndWhyAndItsReadingsStay() throws Exception {
    Imports.Answer answer =
        take(SUB_METERING + "W-1;water_cold;Flat;31/12/2024;10;;m3;Non\n", STORE);
    int number = answer.number().orElseThrow();
    assertThat(number("select count(*) from latest")).isEqualTo(1);
    assertThat(imports.withdraw(number, "bert", "typing error")).isEqualTo(Withdrawal.Outcome.DONE);
    assertThat(text("select withdrawn_by || ': ' || withdrawn_reason from import"))
        .isEqualTo("bert: typing error");
    assertThat(number("select count(*) from reading")).isEqualTo(1);
    assertThat(number("select count(*) from counted")).isZero();
    assertThat(number("select count(*) from latest")).isZero();
    assertThat(
            number("select count(*) from audit where what = 'import-withdrawn' and who = 'bert'"))
        .isEqualTo(1);
    assertThat(imports.withdraw(number, "bert", "again")).isEqualTo(Withdrawal.Outcome.BEFORE);
    assertThat(imports.withdraw(99, "bert", "none")).isEqualTo(Withdrawal.Outcome.UNKNOWN);
  }

  // What a gateway measured at the same meter is counted on; its newest reading is the newest.
  @Test
  void onlyTheReadingsOfTheImportGo() throws Exception {
    SampleBuilding sample = SampleBuilding.in(database, "chenes-3", "syndic-a");
    building = sample.building();
    int register = sample.register("water-volume", "water-volume", "mL");
    number("update meter set serial = 'AB-77' where name = 'main' returning id");
    Instant since = Instant.parse("2026-01-01T00:00:00Z");
    long batch = sample.batch(1);
    for (int i = 0; i < 5; i++) {
      sample.reading(register, since.plusSeconds(900L * i), 1_000_000 + 100L * i, batch);
    }
    sample.touch(register, since, since.plusSeconds(3_600));
    derive();
    String before = figures();
    Imports.Answer answer =
        take(
            SUB_METERING
                + "ab-77;water;;31/12/2020;0.5;;m3;Non\n"
                + "ab-77;water;;31/03/2026;7;;m3;Non\n",
            STORE);
    derive();
    assertThat(figures()).isNotEqualTo(before);
    assertThat(number("select value from latest where register = " + register))
        .isEqualTo(7_000_000);
    // One that was stored before imports noted their registers is taken back as well.
    number("update import set registers = null returning id");
    imports.withdraw(answer.number().orElseThrow(), "anne", "another meter's");
    derive();
    assertThat(figures()).isEqualTo(before);
    assertThat(text("select coalesce(max(value), -1) from latest where register = " + register))
        .isEqualTo("1000400");
  }

  // Days do not bar quarter-hours of the same meter once they are taken back.
  @Test
  void whatWasTakenBackDoesNotSayHowLongIntervalsAre() throws Exception {
    String days =
        ImportFileTest.FLUVIUS
            + "\r\n"
            + ImportFileTest.fluvius(
                "01-01-2026 00:00:00", "02-01-2026 00:00:00", "Afname Dag", "10,000", "Uitgelezen");
    String quarters =
        ImportFileTest.FLUVIUS
            + "\r\n"
            + ImportFileTest.fluvius(
                "01-01-2026 00:00:00", "01-01-2026 00:15:00", "Afname Dag", "0,250", "Uitgelezen");
    int number = take(days, STORE).number().orElseThrow();
    derive();
    assertThat(take(quarters, STORE).parsed().bad()).hasSize(1);
    imports.withdraw(number, "anne", "wrong export");
    assertThat(take(quarters, STORE).number()).isPresent();
    derive();
    assertThat(
            number(
                "select sum(consumption) from quarter_hour q join register r"
                    + " on r.id = q.register where r.name = r.quantity"))
        .isEqualTo(250);
  }

  // A collector that was killed between the readings and the note of their end.
  @Test
  void whatAnUnfinishedFileLeftDoesNotCountAfterTheFileIsBroughtAndTakenBack() throws Exception {
    String file =
        SUB_METERING
            + "W-1;water_cold;Flat;31/12/2024;10;;m3;Non\n"
            + "W-1;water_cold;Flat;31/12/2025;12;;m3;Non\n";
    take(file, STORE);
    number("update import set stored_at = null returning id");
    Imports.Answer again = take(file, STORE);
    derive();
    assertThat(number("select count(*) from reading")).isEqualTo(4);
    assertThat(number("select count(*) from counted")).isEqualTo(2);
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(2_000_000);
    imports.withdraw(again.number().orElseThrow(), "anne", "wrong");
    derive();
    assertThat(figures()).isEqualTo("none");
  }

  // Nearly no register has an import: what is taken back must cost the others nothing.
  @Test
  void readingsThatCountAreReadInTheOrderOfTheirIndex() throws Exception {
    SampleBuilding sample = SampleBuilding.in(database, "chenes-3", "syndic-a");
    int register = sample.register("water-volume", "water-volume", "mL");
    number(
        """
        with r as (insert into reading select %d, timestamptz '2026-01-01Z' + i * interval '1 min',
          i, 0, 1 from generate_series(1, 50000) i returning 1) select count(*) from r\
        """
            .formatted(register));
    number(
        """
        with w as (insert into withdrawn select %d + 1 + i / 20, i, now()
          from generate_series(1, 2000) i returning 1) select count(*) from w\
        """
            .formatted(register));
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set role none");
      statement.execute("analyze releve.reading, releve.withdrawn");
      statement.execute("set role releve_ingest");
    }
    String plan =
        text(
            """
            explain (format json) select instant, value, batch from counted
            where register = %d and instant < '2026-01-20' order by instant desc limit 40\
            """
                .formatted(register));
    assertThat(plan).contains("reading_series").doesNotContain("\"Node Type\": \"Sort\"");
  }

  // People see readings through a view that leaves the others out; the rest has to ask for it.
  @Test
  void whoeverDerivesReadsWhatCounts() throws Exception {
    List<String> raw = new ArrayList<>();
    for (String part : List.of("derive", "process", "cost", "closing", "imports")) {
      Path folder = Path.of("src", "main", "java", "eu", "releve", "cloud", part);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          if (Files.readString(file).matches("(?s).*\\b(from|join) reading\\b.*")) {
            raw.add(file.toString());
          }
        }
      }
    }
    assertThat(raw).as("wanted 'counted'").isEmpty();
  }
}
