package eu.releve.cloud.imports;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a file says of a point beside what was measured there, in a real store. */
class DifferencesTest extends SourcesRig {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("dd-MM-uuuu HH:mm:ss", Locale.ROOT);
  private static final LocalDate FIRST = LocalDate.of(2026, 2, 1);
  private static final int DAYS = 40;

  /** A meter that counts 100 Wh a quarter-hour, from 1 February on for 40 days. */
  @BeforeEach
  void measure() throws Exception {
    SampleBuilding sample = SampleBuilding.in(database, "chenes-3", "syndic-a");
    building = sample.building();
    int register = sample.register("active-energy-import", "active-energy-import", "Wh");
    number("update meter set serial = '541448820050357909' where name = 'main' returning id");
    Instant begin = FIRST.atStartOfDay(BRUSSELS).toInstant();
    long batch = sample.batch(1);
    number(
        """
        with r as (insert into reading select %d, timestamptz '%s' + i * interval '15 minutes',
          100 * i, 0, %d from generate_series(0, %d) i returning 1) select count(*) from r\
        """
            .formatted(register, begin, batch, DAYS * 96));
    sample.touch(register, begin, begin.plusSeconds(DAYS * 86_400L));
    derive();
  }

  private static String day(int number, long wattHours) {
    Instant from = FIRST.plusDays(number).atStartOfDay(BRUSSELS).toInstant();
    Instant to = FIRST.plusDays(number + 1L).atStartOfDay(BRUSSELS).toInstant();
    return ImportFileTest.fluvius(
        FORM.format(from.atZone(BRUSSELS)),
        FORM.format(to.atZone(BRUSSELS)),
        "Afname Totaal",
        wattHours / 1_000 + "," + String.format(Locale.ROOT, "%03d", wattHours % 1_000),
        "Uitgelezen");
  }

  private static String file(List<String> rows) {
    return ImportFileTest.FLUVIUS + "\r\n" + String.join("\r\n", rows) + "\r\n";
  }

  // Issue 9: imported and measured values of one point that differ by 5 % or more are reported.
  @Test
  void wholeMonthsElseWholeDaysThatDifferByATwentiethOrMoreAreTold() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 28; i++) {
      // A twentieth more in February.
      rows.add(day(i, 10_080));
    }
    rows.add(day(28, 9_600));
    // 4.99 % and 5 % less, and a day that nobody measured whole.
    rows.add(day(29, 9_121));
    rows.add(day(30, 9_120));
    rows.add(day(DAYS, 9_600));
    Imports.Answer look = take(file(rows), LOOK);
    assertThat(look.number()).isEmpty();
    assertThat(look.beside()).isEqualTo(31);
    assertThat(look.readings()).isEqualTo(1);
    assertThat(look.differences().compared()).isEqualTo(1 + 3);
    Imports.Answer answer = take(file(rows), STORE);
    assertThat(answer.parsed().bad()).isEmpty();
    assertThat(answer.differences()).isEqualTo(look.differences());
    assertThat(answer.differences().told())
        .extracting(each -> each.from() + " " + each.percent() + " " + each.pointName())
        .containsExactly(
            "2026-01-31T23:00:00Z 5.0 main-elec", "2026-03-02T23:00:00Z -5.0 main-elec");
    Difference february = answer.differences().told().getFirst();
    assertThat(february.to()).isEqualTo("2026-02-28T23:00:00Z");
    assertThat(february.measured()).isEqualTo(BigInteger.valueOf(28 * 9_600));
    assertThat(february.imported()).isEqualTo(BigInteger.valueOf(28 * 10_080));
    assertThat(
            text(
                "select string_agg(percent::text, ' ' order by from_instant)"
                    + " from import_difference"))
        .isEqualTo("5.0 -5.0");
    derive();
    // Nothing of it is counted twice; the day that was not measured is there.
    assertThat(number("select sum(consumption) from quarter_hour"))
        .isEqualTo(DAYS * 9_600L + 9_600);
  }

  @Test
  void aFileThatOnlyComparesIsKeptInTheListWithoutReadings() throws Exception {
    Imports.Answer answer = take(file(List.of(day(3, 5_000))), STORE);
    assertThat(answer.number()).isPresent();
    assertThat(answer.readings()).isZero();
    assertThat(answer.differences().told()).hasSize(1);
    assertThat(text("select readings || ' ' || beside || ' ' || compared from import"))
        .isEqualTo("0 1 1");
    assertThat(imports.withdraw(answer.number().orElseThrow(), "anne", "r"))
        .isEqualTo(Withdrawal.Outcome.DONE);
  }

  // An index joins the series of its meter: what lies between two rows is compared.
  @Test
  void whatAnIndexSaysBetweenTwoDaysIsComparedWithWhatItsMeterMeasured() throws Exception {
    Imports.Answer answer =
        take(
            SUB_METERING
                + "541448820050357909;electricity;;31/01/2026;0;;kWh;Non\n"
                + "541448820050357909;electricity;;05/02/2026;60;;kWh;Non\n",
            LOOK);
    assertThat(answer.differences().told())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.measured()).isEqualTo(BigInteger.valueOf(5 * 9_600));
              assertThat(one.imported()).isEqualTo(BigInteger.valueOf(60_000));
              assertThat(one.percent()).isEqualByComparingTo("25.0");
            });
  }
}
