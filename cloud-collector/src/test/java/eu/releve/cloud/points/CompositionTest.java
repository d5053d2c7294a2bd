package eu.releve.cloud.points;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.derive.Stretch;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is reckoned from quarter-hours that are as random as they please. */
class CompositionTest {
  private static final LocalCalendar CALENDAR = LocalCalendar.of("Europe/Brussels");
  private static final Quantity WATER = Quantity.WATER_VOLUME;
  private static final Instant BEGIN = CALENDAR.start(LocalDate.of(2025, 12, 1));
  private static final Instant END = CALENDAR.start(LocalDate.of(2026, 4, 10));

  private final Map<String, TreeMap<Long, QuarterHour>> used = new HashMap<>();
  private final Map<String, VirtualPoint> virtual = new HashMap<>();

  private void use(String point, Instant from, Instant to, Random random) {
    TreeMap<Long, QuarterHour> quarters = used.computeIfAbsent(point, first -> new TreeMap<>());
    for (long at = from.toEpochMilli(); at < to.toEpochMilli(); at += QuarterHour.MILLIS) {
      quarters.put(
          at,
          new QuarterHour(
              at,
              random.nextInt(8),
              900_000,
              random.nextInt(50) == 0 ? Status.INTERPOLATED : Status.MEASURED,
              15));
    }
  }

  private void say(String name, String from, Formula formula) {
    List<VirtualPoint.Version> versions = new ArrayList<>();
    if (virtual.containsKey(name)) {
      versions.addAll(of(virtual, name).versions());
    }
    versions.add(
        new VirtualPoint.Version(
            versions.size() + 1, LocalDate.parse(from), "t", WATER, formula, "who", BEGIN));
    virtual.put(name, new VirtualPoint(name, versions));
  }

  private static List<Formula.Term> terms(String... texts) {
    List<Formula.Term> terms = new ArrayList<>();
    for (String text : texts) {
      terms.add(
          new Formula.Term(Operand.of(text.replaceFirst("^-", "")), text.startsWith("-") ? -1 : 1));
    }
    return terms;
  }

  private static Formula share(String of, long... weights) {
    List<Formula.Weight> parts = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      parts.add(new Formula.Weight("lot-" + (i + 1), weights[i]));
    }
    return new Formula.Share(Operand.of(of), parts);
  }

  private Map<String, List<VirtualFigure>> reckon(String name, List<Stretch> periods)
      throws SQLException {
    return new Composition(
            virtual,
            CALENDAR,
            (point, quantity, over) ->
                over.stream()
                    .map(
                        one ->
                            Figure.of(
                                one,
                                List.copyOf(
                                    used.getOrDefault(point, new TreeMap<>())
                                        .subMap(one.fromMillis(), one.toMillis())
                                        .values())))
                    .toList())
        .of(name, periods);
  }

  private static List<Stretch> periods(Span span, Instant from, Instant to) {
    return CALENDAR.periods(span, from, to).stream().map(CompositionTest::stretch).toList();
  }

  private static Stretch stretch(LocalPeriod period) {
    return new Stretch(period.from().toEpochMilli(), period.to().toEpochMilli());
  }

  private static <T> T of(Map<String, T> named, String name) {
    return Optional.ofNullable(named.get(name)).orElseThrow();
  }

  private static BigInteger sum(List<VirtualFigure> figures) {
    return figures.stream().map(VirtualFigure::value).reduce(BigInteger.ZERO, BigInteger::add);
  }

  @Test
  @DisplayName("G13: the parts of a share add up to the whole in 400 random partitions, exactly")
  void thePartsOfAShareAddUpToTheWholeInEveryPeriodAndThePeriodsToTheYear() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    use("main", BEGIN, END, random);
    say("split", "2025-01-01", share("main", 31, 29, 40, 1, 333));
    say("all", "2025-01-01", new Formula.Sum(terms("main")));
    Stretch whole = new Stretch(BEGIN.toEpochMilli(), END.toEpochMilli());
    Map<String, List<VirtualFigure>> once = reckon("split", List.of(whole));
    BigInteger total = sum(of(reckon("all", List.of(whole)), ""));
    BigInteger parts = BigInteger.ZERO;
    for (List<VirtualFigure> part : once.values()) {
      parts = parts.add(sum(part));
    }
    assertThat(parts).as("seed %d", seed).isEqualTo(total);
    for (int round = 0; round < 400; round++) {
      List<Stretch> cut = partition(random);
      Map<String, List<VirtualFigure>> series = reckon("split", cut);
      List<VirtualFigure> of = of(reckon("all", cut), "");
      for (int i = 0; i < cut.size(); i++) {
        BigInteger there = BigInteger.ZERO;
        for (List<VirtualFigure> part : series.values()) {
          assertThat(part.get(i).value().signum()).as("seed %d", seed).isNotNegative();
          there = there.add(part.get(i).value());
        }
        assertThat(there).as("seed %d", seed).isEqualTo(of.get(i).value());
      }
      series.forEach(
          (part, figures) ->
              assertThat(sum(figures)).as("seed %d", seed).isEqualTo(sum(of(once, part))));
    }
  }

  private static List<Stretch> partition(Random random) {
    List<Stretch> cut = new ArrayList<>();
    long at = BEGIN.toEpochMilli();
    while (at < END.toEpochMilli()) {
      long length = QuarterHour.MILLIS * (1 + random.nextInt(96 * 40));
      long to = Math.min(END.toEpochMilli(), at + length);
      cut.add(new Stretch(at, to));
      at = to;
    }
    return cut;
  }

  // Months, asked for one by one: what was used before them in their year is read for them.
  @Test
  void aPartOfAMonthIsTheSameWhetherItIsAskedForAloneOrWithOthers() throws Exception {
    long seed = System.nanoTime();
    use("main", BEGIN, END, new Random(seed));
    say("split", "2025-01-01", share("main", 3, 7));
    List<Stretch> months = periods(Span.MONTH, BEGIN, CALENDAR.start(LocalDate.of(2026, 4, 1)));
    List<VirtualFigure> together = of(reckon("split", months), "lot-1");
    for (int i = 0; i < months.size(); i++) {
      assertThat(of(reckon("split", List.of(months.get(i))), "lot-1"))
          .as("seed %d", seed)
          .containsExactly(together.get(i));
    }
  }

  @Test
  void aDifferenceIsWhatIsLeftAndTakesTheWorstStatusAndTheLeastCoverage() throws Exception {
    Instant day = CALENDAR.start(LocalDate.of(2026, 3, 29));
    Random random = new Random(1);
    use("main", day, day.plusSeconds(23 * 3_600), random);
    use("flat", day, day.plusSeconds(6 * 3_600), random);
    say("common", "2026-01-01", new Formula.Difference(terms("main", "-flat")));
    VirtualFigure figure =
        of(reckon("common", periods(Span.DAY, day, day.plusSeconds(1))), "").getFirst();
    BigInteger main = of("main", figure.over());
    BigInteger flat = of("flat", figure.over());
    assertThat(figure.value()).isEqualTo(main.subtract(flat));
    assertThat(figure.over().toMillis() - figure.over().fromMillis()).isEqualTo(23 * 3_600_000L);
    assertThat(figure.coverage()).isLessThanOrEqualTo(new BigDecimal("0.2609"));
    assertThat(figure.missing()).isEmpty();
  }

  private BigInteger of(String point, Stretch over) {
    return BigInteger.valueOf(
        of(used, point).subMap(over.fromMillis(), over.toMillis()).values().stream()
            .mapToLong(QuarterHour::consumption)
            .sum());
  }

  @Test
  void aDifferenceBelowZeroIsShownAsItIsAndIsUncertain() throws Exception {
    Instant day = CALENDAR.start(LocalDate.of(2026, 3, 2));
    use("main", day, day.plusSeconds(86_400), new Random(1));
    used.put("flat", new TreeMap<>());
    of(used, "main")
        .forEach(
            (at, quarter) ->
                of(used, "flat")
                    .put(
                        at,
                        new QuarterHour(
                            at, quarter.consumption() + 1, 900_000, Status.MEASURED, 15)));
    say("common", "2026-01-01", new Formula.Difference(terms("main", "-flat")));
    VirtualFigure figure =
        of(reckon("common", periods(Span.DAY, day, day.plusSeconds(1))), "").getFirst();
    assertThat(figure.value()).isEqualTo(BigInteger.valueOf(-96));
    assertThat(figure.isBelowZero()).isTrue();
    assertThat(figure.status()).isEqualTo(Status.UNCERTAIN);
  }

  // A flat without readings has not used nothing: what is common is not all that the main counted.
  @Test
  void whereNothingIsKnownOfOnePointNothingIsToldAndThePointIsNamed() throws Exception {
    Instant day = CALENDAR.start(LocalDate.of(2026, 3, 2));
    use("main", day, day.plusSeconds(86_400), new Random(1));
    say("common", "2026-01-01", new Formula.Difference(terms("main", "-flat")));
    VirtualFigure figure =
        of(reckon("common", periods(Span.DAY, day, day.plusSeconds(1))), "").getFirst();
    assertThat(figure.isKnown()).isFalse();
    assertThat(figure.coverage()).isEqualByComparingTo("0");
    assertThat(figure.missing()).containsExactly("flat");
  }

  @Test
  void anotherVersionCountsFromTheLocalMidnightOfItsDay() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    use("a", BEGIN, END, random);
    use("b", BEGIN, END, random);
    say("both", "2026-01-01", new Formula.Sum(terms("a")));
    say("both", "2026-03-29", new Formula.Sum(terms("a", "b")));
    List<VirtualFigure> months =
        of(
            reckon("both", periods(Span.MONTH, BEGIN, CALENDAR.start(LocalDate.of(2026, 4, 1)))),
            "");
    Instant change = CALENDAR.start(LocalDate.of(2026, 3, 29));
    Stretch march = months.getLast().over();
    assertThat(months.getFirst().isKnown()).as("December is before it").isFalse();
    assertThat(months.getLast().value())
        .as("seed %d", seed)
        .isEqualTo(
            of("a", march).add(of("b", new Stretch(change.toEpochMilli(), march.toMillis()))));
    say("both", "2026-03-01", new Formula.End());
    assertThat(of(virtual, "both").on(LocalDate.of(2026, 3, 30)).orElseThrow().number())
        .as("a version of a later day goes on counting")
        .isEqualTo(2);
  }

  @Test
  void oneIsReckonedFromAPartOfAnother() throws Exception {
    Instant day = CALENDAR.start(LocalDate.of(2026, 3, 2));
    use("main", day, day.plusSeconds(86_400), new Random(3));
    use("shop", day, day.plusSeconds(86_400), new Random(4));
    say("split", "2026-01-01", share("main", 1, 1));
    say("rest", "2026-01-01", new Formula.Difference(terms("shop", "-split/lot-1")));
    List<Stretch> over = periods(Span.DAY, day, day.plusSeconds(1));
    BigInteger half = of(reckon("split", over), "lot-1").getFirst().value();
    assertThat(of(reckon("rest", over), "").getFirst().value())
        .isEqualTo(of("shop", over.getFirst()).subtract(half));
  }
}
