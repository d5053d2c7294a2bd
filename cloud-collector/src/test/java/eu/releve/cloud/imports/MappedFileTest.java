package eu.releve.cloud.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files of any columns by a saved mapping, in a real store. */
class MappedFileTest extends SourcesRig {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd.MM.uuuu;HH:mm", Locale.ROOT);
  private static final String AMOUNTS =
      """
      {"separator": ";", "decimal": ",", "header": 2, "per": "15m",
       "meter": {"constant": "541448820050357909"},
       "register": {"constant": "active-energy-import"}, "unit": {"constant": "kWh"},
       "time": {"columns": ["Date", "Heure"], "form": "dd.MM.yyyy HH:mm", "tells": "begin"},
       "value": "Quantité"}\
      """;
  private static final String INDEXES =
      """
      {"separator": ",", "decimal": ".", "encoding": "ISO-8859-1",
       "meter": {"column": "N° compteur"}, "place": "Lot",
       "register": {"column": "Type", "values": {"EF": "water-volume", "CH": "heat-energy"}},
       "unit": {"column": "Unité"},
       "time": {"columns": ["Relevé le"], "form": "yyyy-MM-dd"},
       "value": "Index", "estimated": {"column": "Est.", "yes": ["Oui"]}}\
      """;

  private void save(String name, String mapping) throws Exception {
    assertThat(MappingText.read(new JsonObject(mapping))).isInstanceOf(MappingText.Read.Good.class);
    assertThat(imports.save(organisation(), name, new JsonObject(mapping), "anne")).isPresent();
  }

  private Imports.Answer take(String text, String mapping, Imports.Wish wish) throws Exception {
    return take(text, Optional.of(mapping), wish);
  }

  @Test
  void amountsOverBothChangesOfClocksAddUpAndEachHourOfOctoberIsThere() throws Exception {
    save("curve", AMOUNTS);
    StringBuilder file = new StringBuilder("Export of a portal\nDate;Heure;Quantit\u00e9\n");
    long sum = 0;
    int rows = 0;
    Random random = new Random(7);
    for (String day : List.of("2025-03-30", "2025-10-26")) {
      Instant at = LocalDate.parse(day).atStartOfDay(BRUSSELS).toInstant();
      Instant end = LocalDate.parse(day).plusDays(1).atStartOfDay(BRUSSELS).toInstant();
      for (; at.isBefore(end); at = at.plusSeconds(900)) {
        int value = random.nextInt(3_000);
        file.append(LOCAL.format(at.atZone(BRUSSELS)))
            .append(";%d,%03d\n".formatted(value / 1_000, value % 1_000));
        sum += value;
        rows++;
      }
    }
    assertThat(rows).isEqualTo(92 + 100);
    Imports.Answer answer = take(file.toString(), "curve", STORE);
    assertThat(answer.parsed().bad()).isEmpty();
    assertThat(answer.first()).hasSize(20);
    derive();
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(sum);
    assertThat(number("select count(*) from quarter_hour where quality = 0")).isEqualTo(rows);
    assertThat(
            text(
                "select i.format || ' ' || c.name || ' ' || c.version from import i"
                    + " join column_mapping c on c.id = i.mapping"))
        .isEqualTo("mapped curve 1");
  }

  // A cubic metre an hour: the gas days in which the clocks change have 23 and 25 hours.
  @Test
  @DisplayName("A4: gas days are from 06:00 to 06:00, and civil days come of them")
  void gasDaysBeginAtSixAndCivilDaysComeOfThem() throws Exception {
    save(
        "gas",
        """
        {"separator": ";", "decimal": ".", "per": "gas-day",
         "meter": {"constant": "541448820050357910"},
         "register": {"constant": "gas-volume"}, "unit": {"constant": "m3"},
         "time": {"columns": ["Day"], "form": "yyyy-MM-dd"}, "value": "Volume"}\
        """);
    Imports.Answer answer =
        take(
            """
            Day;Volume
            2025-03-28;24
            2025-03-29;23
            2025-03-30;24
            2025-03-31;24
            2025-10-24;24
            2025-10-25;25
            2025-10-26;24
            2025-10-27;24
            """,
            "gas",
            STORE);
    assertThat(answer.parsed().bad()).isEmpty();
    derive();
    assertThat(text("select min(starts at time zone 'UTC') from quarter_hour"))
        .isEqualTo("2025-03-28 05:00:00");
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(192_000_000);
    assertThat(
            text(
                "select string_agg(day || ' ' || round(consumption / 1000000), ', ' order by day)"
                    + " from local_day where consumption > 20000000"))
        .isEqualTo(
            "2025-03-29 24, 2025-03-30 23, 2025-03-31 24,"
                + " 2025-10-25 24, 2025-10-26 25, 2025-10-27 24");
  }

  // Midnight is no end of a gas day: its hours would be those of another one.
  @Test
  void aGasDayThatBeginsAtMidnightIsRefusedAsItWasWritten() throws Exception {
    save(
        "gas",
        """
        {"separator": ";", "decimal": ".", "per": "gas-day",
         "meter": {"constant": "541448820050357910"},
         "register": {"constant": "gas-volume"}, "unit": {"constant": "m3"},
         "time": {"columns": ["Begin"], "form": "yyyy-MM-dd HH:mm", "tells": "begin"},
         "value": "Volume"}\
        """);
    Imports.Answer answer =
        take(
            """
            Begin;Volume
            2025-03-28 06:00;24
            2025-03-29 00:00;23
            """,
            "gas",
            STORE);
    assertThat(answer.parsed().bad()).hasSize(1);
    assertThat(answer.parsed().bad().getFirst().toString()).contains("2025-03-29 00:00");
    assertThat(number("select count(*) from reading")).isZero();
  }

  @Test
  void indexesAreReadByTheWordsOfTheFileAndWhoNamesAPointGetsItsPoint() throws Exception {
    save("reader", INDEXES);
    String file =
        """
        N° compteur,Lot,Type,Unité,Relevé le,Index,Est.
        W-12,3B,EF,m3,2024-12-31,100.5,Non
        W-12,3B,EF,m3,2025-12-31,142.25,Oui
        H-12,3B,CH,MWh,2024-12-31,1,Non
        H-12,3B,CH,MWh,2025-12-31,3,Non
        """;
    Imports.Answer answer =
        imports.take(
            new Imports.Brought(
                building,
                "f.csv",
                file.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                "anne",
                Optional.of("reader")),
            STORE);
    assertThat(answer.parsed().bad()).isEmpty();
    derive();
    assertThat(
            number(
                "select sum(consumption) from quarter_hour q join register r"
                    + " on r.id = q.register where r.quantity = 'water-volume'"))
        .isEqualTo(41_750_000);
    assertThat(
            number(
                "select sum(consumption) from quarter_hour q join register r"
                    + " on r.id = q.register where r.quantity = 'heat-energy'"))
        .isEqualTo(7_200_000_000L);
    // A reading of 31 December is the index with which the year ends.
    assertThat(text("select max(instant) from reading")).startsWith("2025-12-31 23:00:00");

    String points =
        AMOUNTS.replace(
            "\"meter\": {\"constant\": \"541448820050357909\"}",
            "\"point\": {\"column\": \"Point\"}");
    save(
        "points",
        points
            .replace("\"15m\"", "\"1d\"")
            .replace("\"Date\", \"Heure\"", "\"Jour\"")
            .replace("dd.MM.yyyy HH:mm", "dd/MM/yyyy"));
    Imports.Answer atPoint =
        take(
            "x\nPoint;Jour;Quantit\u00e9\nw-12;01/02/2026;2,5\nnowhere;01/02/2026;1\n",
            "points",
            PARTIAL);
    assertThat(atPoint.parsed().bad())
        .singleElement()
        .satisfies(
            bad ->
                assertThat(bad.toString())
                    .isEqualTo(
                        "line 4: point: wanted a point of the building of at most 30 characters,"
                            + " found 'nowhere'"));
    assertThat(
            text(
                "select p.name from meter m join point p on p.id = m.point"
                    + " where m.name = 'f-w-12'"))
        .isEqualTo("w-12");
  }

  @Test
  void aMappingIsVersionedAndItsColumnsHaveToBeInTheHeader() throws Exception {
    save("curve", AMOUNTS.replace("Quantité", "Volume"));
    String file = "\nDate;Heure;Quantit\u00e9\n01.02.2026;00:00;1\n";
    assertThatThrownBy(() -> take(file, "curve", LOOK))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessage(
            "file, line 2, value: wanted a column 'Volume', found the header"
                + " 'Date;Heure;Quantit\u00e9'");
    save("curve", AMOUNTS);
    assertThat(take(file, "curve", LOOK).parsed().bad()).isEmpty();
    assertThat(text("select string_agg(version::text, ' ' order by id) from column_mapping"))
        .isEqualTo("1 2");
    assertThatThrownBy(() -> take(file, "no-such", LOOK))
        .hasMessage("mapping: wanted one of the building's organisation, found 'no-such'");
    Imports.Answer bad =
        take(
            """

            Date;Heure;Quantité
            01.02.2026;00:07;1
            01.02.2026;00:15;1.5
            29.03.2026;02:30;1
            01.02.2026;00:30;-1
            01.02.2026;00:45;
            """,
            "curve",
            STORE);
    assertThat(bad.number()).isEmpty();
    assertThat(bad.parsed().absent()).isEqualTo(1);
    assertThat(bad.parsed().bad())
        .extracting(BadRow::toString)
        .containsExactly(
            "line 3: time: wanted where intervals of 15m lie, found '01.02.2026 00:07'",
            "line 4: Quantité: wanted a number from zero on with the decimal sign ,, found '1.5'",
            "line 5: time: wanted a time that exists in Europe/Brussels, found '29.03.2026 02:30'",
            "line 6: Quantité: wanted a number from zero on with the decimal sign ,, found '-1'");
  }

  @Test
  void aMappingThatCannotBeFollowedIsRefusedAndSaysWhere() {
    assertThat(told(AMOUNTS.replace("kWh", "m3")))
        .isEqualTo("unit: wanted a unit of [active-energy-import], found m3");
    assertThat(told(AMOUNTS.replace("HH:mm", "")))
        .isEqualTo("time, form: wanted a time of day with a date: per is 15m, found dd.MM.yyyy ");
    assertThat(told(AMOUNTS.replace("dd.MM.yyyy HH:mm", "HH:mm")))
        .startsWith("time, form: wanted one such as dd/MM/yyyy HH:mm");
    assertThat(told(AMOUNTS.replace("\"15m\"", "\"5m\"")))
        .isEqualTo("per: wanted index, 10m, 15m, 30m, 1h, 1d or gas-day, found 5m");
    assertThat(told(AMOUNTS.replace("\"header\": 2", "\"header\": 0")))
        .isEqualTo("header: wanted a line from 1 to 100, found 0");
    assertThat(told(AMOUNTS.replace("\"value\"", "\"valeur\"")))
        .startsWith("mapping: wanted the keys decimal, encoding")
        .endsWith("found valeur");
    assertThat(told(AMOUNTS.replace("active-energy-import", "outdoor-temperature")))
        .startsWith("register: wanted one that counts");
    assertThat(told("{}")).isEqualTo("meter, point: wanted one of the two, found neither");
  }

  private static String told(String mapping) {
    return MappingText.read(new JsonObject(mapping)) instanceof MappingText.Read.Bad bad
        ? bad.what() + ": wanted " + bad.wanted() + ", found " + bad.found()
        : "not refused";
  }

  // Issue 9: 36 months load in one go.
  @Test
  void thirtySixMonthsOfQuarterHoursAreOneTransaction() throws Exception {
    save("curve", AMOUNTS);
    ZoneId zone = BRUSSELS;
    StringBuilder file = new StringBuilder("36 months\nDate;Heure;Quantit\u00e9\n");
    Instant at = LocalDate.of(2021, 3, 1).atStartOfDay(zone).toInstant();
    Instant end = LocalDate.of(2024, 2, 29).atStartOfDay(zone).toInstant();
    long sum = 0;
    int rows = 0;
    for (; at.isBefore(end); at = at.plusSeconds(900)) {
      int value = (int) ((at.getEpochSecond() / 900) % 2_503);
      file.append(LOCAL.format(at.atZone(zone)))
          .append(";%d,%03d\n".formatted(value / 1_000, value % 1_000));
      sum += value;
      rows++;
    }
    assertThat(rows).isEqualTo(105_120);
    long begin = System.nanoTime();
    Imports.Answer answer = take(file.toString(), "curve", STORE);
    long stored = System.nanoTime();
    assertThat(answer.parsed().bad()).isEmpty();
    assertThat(answer.number()).isPresent();
    derive();
    System.out.printf(
        Locale.ROOT,
        "%d rows of %d KiB: stored in %.1f s, derived in %.1f s%n",
        rows,
        file.length() / 1_024,
        (stored - begin) / 1e9,
        (System.nanoTime() - stored) / 1e9);
    assertThat(number("select count(distinct xmin::text) from reading")).isEqualTo(1);
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(sum);
    assertThat(number("select count(*) from quarter_hour where quality = 0")).isEqualTo(rows);
  }
}
