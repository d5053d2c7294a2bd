package eu.releve.cloud.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import eu.releve.cloud.derive.IntervalLength;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImportFileTest {
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final String SUB_METERING =
      "meter_number;meter_type;location;reading_date;reading_value;previous_value;unit;estimated";
  static final String FLUVIUS =
      "Van (datum);Van (tijdstip);Tot (datum);Tot (tijdstip);EAN-code;Meter;Metertype;Register;"
          + "Volume;Eenheid;Validatiestatus;Omschrijving";
  static final String ENEDIS =
      "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;"
          + "Etape metier;Unite;Pas en minutes";

  private static Parsed read(String text, Charset charset, ZoneId zone) throws Exception {
    return ImportFile.read(text.getBytes(charset), zone);
  }

  private static Parsed read(String... lines) throws Exception {
    return read(String.join("\r\n", lines), StandardCharsets.UTF_8, BRUSSELS);
  }

  private static List<String> bad(Parsed parsed) {
    return parsed.bad().stream().map(BadRow::toString).toList();
  }

  private static long sum(Parsed parsed) {
    return parsed.entries().stream().mapToLong(Entry::value).sum();
  }

  static String fluvius(String from, String to, String register, String volume, String status) {
    return "%s;%s;=\"541448820050357909\";1SAG3200193141;Digitale meter;%s;%s;kWh;%s;"
        .formatted(from.replace(' ', ';'), to.replace(' ', ';'), register, volume, status);
  }

  @Test
  void theIndexesOfSubMetersAreReadInWhateverEncodingAndWithWhateverSeparators() throws Exception {
    String rows =
        SUB_METERING
            + "\r\n12345678;water_cold;Cuisine 3\u00b0;31/12/2025;1234,5;1200.0;m\u00b3;Non"
            + "\r\n87654321;heating;Salon;2025-12-31;567;550;unit\u00e9s;Oui\r\n\r\n"
            + "55;heat;Salon;31-12-2025 18:30;1,25;;MWh;\r\n";
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
      Parsed parsed = read(rows, charset, BRUSSELS);
      assertThat(bad(parsed)).isEmpty();
      assertThat(parsed.format()).isEqualTo(Format.SUB_METERING);
      assertThat(parsed.entries())
          .extracting(
              entry -> entry.series().register().toString(),
              Entry::value,
              Entry::at,
              Entry::estimated)
          .containsExactly(
              tuple("water-volume", 1_234_500_000L, Instant.parse("2025-12-31T23:00:00Z"), false),
              tuple("allocation", 567L, Instant.parse("2025-12-31T23:00:00Z"), true),
              tuple("heat-energy", 4_500_000_000L, Instant.parse("2025-12-31T17:30:00Z"), false));
    }
    assertThat(read("\uFEFF" + rows, StandardCharsets.UTF_8, BRUSSELS).entries()).hasSize(3);
    String commas = "12,electricity,,2025-12-31,\"7,5\",,kWh,No";
    assertThat(read(SUB_METERING.replace(';', ','), commas).entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.value()).isEqualTo(7_500));
  }

  @Test
  void everyBadRowIsNamedWithItsLineAndColumnAndTheGoodOnesAreRead() throws Exception {
    Parsed parsed =
        read(
            SUB_METERING,
            "1234;water_cold;A;31/12/2025;10;;m3;Non",
            "1234;water_cold;A;31/02/2025;10;;m3;Non",
            "1234;water_cold;A;30/12/2025;1.234,5;;m3;Non",
            "1234;beer;A;30/12/2025;1;;m3;Non",
            "1234;water_cold;A;30/12/2025;1;;kWh;Non",
            "1234;water_cold;A;30/12/2025;1;2;m3;Non",
            "1234;water_cold;A;30/12/2025;1;;m3;perhaps",
            "\u00e9t\u00e9;water_cold;A;30/12/2025;1;;m3;Non",
            "1234;water_cold;A;30/12/2025;-1;;m3;Non",
            "1234;water_cold;A;31/12/2025;11;;m3;Non",
            "1234;water_cold;A;29/12/2025;;;m3;Non",
            "1234;water_cold;A;30/03/2025 02:30;1;;m3;Non");
    assertThat(parsed.entries()).hasSize(1);
    assertThat(parsed.absent()).isEqualTo(1);
    assertThat(bad(parsed))
        .containsExactly(
            "line 3: reading_date: wanted a date such as 31/12/2025 or 2025-12-31,"
                + " found '31/02/2025'",
            "line 4: reading_value: wanted a number from zero on with a decimal comma or point,"
                + " found '1.234,5'",
            "line 5: meter_type: wanted one of cooling, electricity, gas, heat, heating, water,"
                + " water_cold, water_hot, found 'beer'",
            "line 6: unit: wanted a unit of water_cold, found 'kWh'",
            "line 7: previous_value: wanted at most reading_value 1, found '2'",
            "line 8: estimated: wanted Oui or Non, found 'perhaps'",
            "line 9: meter_number: wanted 2 to 30 letters and digits, found '\u00e9t\u00e9'",
            "line 10: reading_value: wanted a number from zero on with a decimal comma or point,"
                + " found '-1'",
            "line 11: row: wanted one row a register and instant, found"
                + " '2025-12-31T23:00:00Z as in line 2'",
            "line 13: reading_date: wanted a time that exists in Europe/Brussels,"
                + " found '30/03/2025 02:30'");
  }

  @Test
  void fluviusQuarterHoursAreReadWithTheirTariffsInUpperAndLowerCase() throws Exception {
    String[] lines = {
      FLUVIUS,
      fluvius("02-09-2025 00:00:00", "02-09-2025 00:15:00", "Afname Nacht", "0,065", "Uitgelezen"),
      fluvius("02-09-2025 00:00:00", "02-09-2025 00:15:00", "Injectie Nacht", "0,000", "Geschat"),
      fluvius("02-09-2025 00:15:00", "02-09-2025 00:30:00", "Afname Nacht", "0,120", "Gevalideerd"),
      fluvius("02-09-2025 00:30:00", "02-09-2025 00:45:00", "Afname Dag", "", "Geen verbruik")
    };
    String text = String.join("\n", lines);
    String upper = text.toUpperCase(Locale.ROOT);
    String lower = text.toLowerCase(Locale.ROOT);
    for (String variant : List.of(text, upper, lower)) {
      Parsed parsed = read(variant, StandardCharsets.UTF_8, BRUSSELS);
      assertThat(bad(parsed)).isEmpty();
      assertThat(parsed.absent()).isEqualTo(1);
      assertThat(parsed.entries())
          .extracting(
              entry -> entry.series().register().toString(),
              Entry::value,
              Entry::at,
              Entry::estimated)
          .containsExactly(
              tuple("active-energy-import.t2", 65L, Instant.parse("2025-09-01T22:15:00Z"), false),
              tuple("active-energy-export.t2", 0L, Instant.parse("2025-09-01T22:15:00Z"), true),
              tuple("active-energy-import.t2", 120L, Instant.parse("2025-09-01T22:30:00Z"), false));
      assertThat(parsed.entries().getFirst().series().meter()).isEqualTo("541448820050357909");
    }
  }

  @Test
  void aFluviusYearHasBothHoursOfOctoberAndNoneOfMarch() throws Exception {
    List<String> lines = new ArrayList<>(List.of(FLUVIUS));
    DateTimeFormatter form = DateTimeFormatter.ofPattern("dd-MM-uuuu HH:mm:ss", Locale.ROOT);
    Instant from = LocalDateTime.of(2025, 1, 1, 0, 0).atZone(BRUSSELS).toInstant();
    Instant to = LocalDateTime.of(2026, 1, 1, 0, 0).atZone(BRUSSELS).toInstant();
    List<Instant> ends = new ArrayList<>();
    for (Instant at = from; at.isBefore(to); at = at.plusSeconds(900)) {
      Instant end = at.plusSeconds(900);
      ends.add(end);
      lines.add(
          fluvius(
              form.format(at.atZone(BRUSSELS)),
              form.format(end.atZone(BRUSSELS)),
              "Afname Dag",
              "0,001",
              "Uitgelezen"));
    }
    Parsed parsed = read(lines.toArray(String[]::new));
    assertThat(bad(parsed)).isEmpty();
    assertThat(parsed.entries()).extracting(Entry::at).isEqualTo(ends);
    assertThat(sum(parsed)).isEqualTo(365 * 96);

    Parsed march =
        read(
            FLUVIUS,
            fluvius("30-03-2025 01:45:00", "30-03-2025 03:00:00", "Afname Dag", "1", ""),
            fluvius("30-03-2025 03:00:00", "30-03-2025 03:15:00", "Afname Dag", "1", ""),
            fluvius("30-03-2025 02:30:00", "30-03-2025 02:45:00", "Afname Dag", "1", ""));
    assertThat(march.entries()).hasSize(2);
    assertThat(bad(march))
        .containsExactly(
            "line 4: Van: wanted a time that exists in Europe/Brussels, found '2025-03-30T02:30'");
  }

  @Test
  void fluviusDaysAreOf23And24And25Hours() throws Exception {
    Parsed parsed =
        read(
            FLUVIUS,
            fluvius("29-03-2025 00:00:00", "30-03-2025 00:00:00", "Afname Dag", "10,5", ""),
            fluvius("30-03-2025 00:00:00", "31-03-2025 00:00:00", "Afname Dag", "11", ""),
            fluvius("26-10-2025 00:00:00", "27-10-2025 00:00:00", "Afname Dag", "12", ""),
            fluvius("27-10-2025 00:00:00", "27-10-2025 00:15:00", "Afname Dag", "12", ""));
    assertThat(parsed.entries())
        .extracting(Entry::at)
        .containsExactly(
            Instant.parse("2025-03-29T23:00:00Z"),
            Instant.parse("2025-03-30T22:00:00Z"),
            Instant.parse("2025-10-26T23:00:00Z"));
    assertThat(parsed.entries().getFirst().series().length()).contains(IntervalLength.DAY);
    assertThat(bad(parsed))
        .containsExactly("line 5: Tot: wanted 2025-10-28T00:00, found '2025-10-27T00:15'");
  }

  @Test
  void anEanWithCubicMetresIsOneOfGas() throws Exception {
    String day = "01-01-2025;00:00:00;02-01-2025;00:00:00;541;M;Digitale meter;Afname;%s;%s;;";
    Parsed parsed = read(FLUVIUS, day.formatted("1,25", "m\u00b3"), day.formatted("14,1", "kWh"));
    assertThat(parsed.entries())
        .extracting(entry -> entry.series().register().toString(), Entry::value)
        .containsExactly(tuple("gas-volume", 1_250_000L), tuple("gas-energy", 50_760_000L));
  }

  private static String enedis(String pas) {
    return "30001234567890;Courbe de charge;26/10/2025;27/10/2025;Energie active;Consommation;"
        + "Comptage Brut;W;"
        + pas;
  }

  @Test
  void aLoadCurveIsMeanPowerAndItsEnergyAddsUpToTheWattHour() throws Exception {
    List<String> lines = new ArrayList<>(List.of(ENEDIS, enedis(""), "", "Horodate;Valeur"));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Instant at = Instant.parse("2025-10-25T22:00:00Z");
    long watts = 0;
    for (int i = 0; i < 50; i++) {
      int power = random.nextInt(9_000);
      watts += power;
      at = at.plusSeconds(1_800);
      lines.add(at.atZone(PARIS).toOffsetDateTime() + ";" + power);
    }
    lines.add("2025-10-27T00:30:00+01:00;");
    Parsed parsed = read(String.join("\n", lines), StandardCharsets.UTF_8, PARIS);
    assertThat(bad(parsed)).isEmpty();
    assertThat(parsed.absent()).isEqualTo(1);
    // A day of 25 hours: 02:30 is there twice, with two offsets.
    assertThat(parsed.entries()).hasSize(50);
    assertThat(parsed.entries().getFirst().series().length()).contains(IntervalLength.HALF_HOUR);
    assertThat(2 * sum(parsed)).as("seed %d", seed).isBetween(watts - 1, watts + 1);
    assertThat(parsed.entries()).allSatisfy(entry -> assertThat(entry.value()).isNotNegative());
  }

  @Test
  void aLoadCurveOfAnotherUnitOrStepIsRefusedAndSaysWhatWasWanted() {
    assertThatThrownBy(() -> read(ENEDIS, enedis("").replace(";W;", ";VA;"), "Horodate;Valeur"))
        .hasMessage("file, line 2, column 8: wanted w or kw, found 'VA'");
    assertThatThrownBy(
            () -> read(ENEDIS, enedis("7"), "Horodate;Valeur", "2025-10-27T00:30:00+01:00;1"))
        .hasMessage("file: wanted steps of 10, 15, 30 or 60 minutes, found PT7M");
  }

  @Test
  void aFileOfAnotherKindIsRefusedWithTheHeadersThatAreKnown() {
    assertThatThrownBy(() -> read("date;value", "1;2"))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining("file, line 1: wanted the header of sub-metering (meter_number;")
        .hasMessageEndingWith("found 'date;value'");
    assertThatThrownBy(() -> read("")).hasMessageContaining("found nothing");
    assertThatThrownBy(() -> ImportFile.read(new byte[ImportFile.BYTES_MAX + 1], BRUSSELS))
        .hasMessage("file: wanted at most 10485760 bytes, found 10485761");
  }

  // Whatever the bytes, there is an answer.
  @Test
  void noBytesMakeTheReadersFail() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> heads =
        List.of(SUB_METERING, FLUVIUS, ENEDIS + "\n" + enedis("") + "\nHorodate;Valeur");
    String alphabet = ";,\"=\n\r0123456789-:/. kWhm\u00b3Afname DagT+\u0000";
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder(heads.get(random.nextInt(heads.size()))).append('\n');
      for (int i = random.nextInt(400); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Parsed parsed = read(text.toString(), StandardCharsets.UTF_8, BRUSSELS);
        assertThat(parsed.entries().size() + parsed.bad().size() + parsed.absent())
            .isGreaterThanOrEqualTo(0);
      } catch (UnreadableFileException told) {
        assertThat(told).hasMessageStartingWith("file");
      } catch (Exception other) {
        throw new AssertionError("seed " + seed + " round " + round, other);
      }
    }
  }
}
