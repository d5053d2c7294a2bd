package eu.releve.cloud.cost;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.cost.Charge.PerPeak;
import eu.releve.cloud.cost.Charge.PerPeriod;
import eu.releve.cloud.cost.Charge.PerPower;
import eu.releve.cloud.cost.Charge.PerUnit;
import eu.releve.cloud.cost.Prices.InForce;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random contracts and days: however a year is cut, its parts cost what it costs. */
class CostTelescopesTest {
  private static final LocalDate YEAR = LocalDate.of(2027, 10, 1);
  private static final int ROUNDS = 40;

  private final long seed = Long.getLong("releve.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void aYearCostsWhatItsMonthsAndDaysCostExactlyHoweverItIsCut() {
    System.out.println("costs: seed " + seed);
    for (int round = 0; round < ROUNDS; round++) {
      SampleUses uses = uses();
      Costing.Peaks peaks =
          (demand, day) ->
              Optional.of(BigInteger.valueOf(1_000_003L * (day.getMonthValue() + day.getYear())));
      Costing costing = new Costing(prices(), uses.uses(), HeldEnergy.NONE, peaks);
      Bill whole = costing.of(YEAR, YEAR.plusYears(1));
      Bill months = Bill.NONE;
      Fraction sum = Fraction.ZERO;
      Fraction vat = Fraction.ZERO;
      for (LocalDate from = YEAR; from.isBefore(YEAR.plusYears(1)); from = from.plusMonths(1)) {
        Bill month = costing.of(from, from.plusMonths(1));
        sum = sum.plus(month.exactNet());
        vat = vat.plus(month.exactVat());
        months = months.plus(month);
      }
      String what = "seed %d, round %d".formatted(seed, round);
      assertThat(sum).as(what).isEqualTo(whole.exactNet());
      assertThat(vat).as(what).isEqualTo(whole.exactVat());
      assertThat(months.net()).as(what).isEqualTo(whole.net());
      assertThat(months.missing()).as(what).isEqualTo(whole.missing());
      assertThat(cut(costing).exactNet()).as(what).isEqualTo(whole.exactNet());
    }
  }

  /** The year in pieces of random lengths. */
  private Bill cut(Costing costing) {
    Bill sum = Bill.NONE;
    LocalDate from = YEAR;
    while (from.isBefore(YEAR.plusYears(1))) {
      LocalDate to = from.plusDays(1 + random.nextInt(60));
      to = to.isBefore(YEAR.plusYears(1)) ? to : YEAR.plusYears(1);
      sum = sum.plus(costing.of(from, to));
      from = to;
    }
    return sum;
  }

  @Test
  void aMonthThatIsSpreadOverItsDaysKeepsItsSum() {
    System.out.println("costs: seed " + seed);
    for (int round = 0; round < ROUNDS; round++) {
      Uses uses = uses().uses();
      Uses even = uses.evenly();
      for (RegisterName register : uses.byRegister().keySet()) {
        for (LocalDate from = YEAR; from.isBefore(YEAR.plusYears(1)); from = from.plusMonths(1)) {
          assertThat(sum(even, register, from))
              .as("seed %d, round %d, %s", seed, round, from)
              .isEqualTo(sum(uses, register, from));
        }
      }
    }
  }

  private static BigInteger sum(Uses uses, RegisterName register, LocalDate from) {
    var days = Optional.ofNullable(uses.byRegister().get(register)).orElseThrow();
    return from.datesUntil(from.plusMonths(1))
        .flatMap(day -> Optional.ofNullable(days.get(day)).stream())
        .map(Use::steps)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private SampleUses uses() {
    SampleUses uses = new SampleUses();
    for (String register :
        List.of("active-energy-import", "active-energy-import.t1", "heat-energy")) {
      uses.each(register, YEAR, YEAR.plusYears(1), this::use);
    }
    return uses;
  }

  private Use use(LocalDate day) {
    int steps = random.nextInt(1_000_000);
    return switch (random.nextInt(10)) {
      case 0 -> SampleUses.unknown(day);
      case 1 -> SampleUses.estimated(day, steps);
      default -> SampleUses.measured(day, steps);
    };
  }

  private Prices prices() {
    List<InForce> contracts = new ArrayList<>();
    for (Medium medium : List.of(Medium.ELECTRICITY, Medium.HEAT)) {
      LocalDate from = YEAR.plusDays(random.nextInt(100));
      LocalDate middle = from.plusDays(1 + random.nextInt(200));
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        lines.add(line(medium, i, from, Optional.of(middle)));
        lines.add(line(medium, i, middle, Optional.empty()));
      }
      contracts.add(
          new InForce(
              medium.ordinal() + 1,
              1,
              new Contract(medium, "s", new Reference("r"), from, Optional.empty(), lines)));
    }
    return new Prices(contracts, List.of());
  }

  private Line line(Medium medium, int number, LocalDate from, Optional<LocalDate> to) {
    RegisterName total = RegisterName.of(medium.quantities().getFirst());
    Per per = random.nextBoolean() ? Per.MONTH : Per.YEAR;
    Charge charge =
        switch (number) {
          case 0 -> new PerUnit(total, Unit.KWH);
          case 1 -> new PerUnit(total, Unit.MWH);
          case 2 -> new PerPeriod(per);
          case 3 -> new PerPower(new BigDecimal("12.34"), per);
          case 4 -> new PerPeak(RegisterName.of(Quantity.ACTIVE_POWER_DEMAND), per);
          default -> new PerUnit(RegisterName.parse(total + ".t1"), Unit.KWH);
        };
    Line.Kind kind =
        switch (number) {
          case 2 -> Line.Kind.FIXED;
          case 3, 4 -> Line.Kind.CAPACITY;
          case 1 -> Line.Kind.LEVY;
          default -> Line.Kind.ENERGY;
        };
    BigDecimal price = new BigDecimal(BigInteger.valueOf(random.nextInt(1_000_000_000)), 7);
    return new Line("line-" + number, kind, "l", charge, price, new BigDecimal("21"), from, to);
  }
}
