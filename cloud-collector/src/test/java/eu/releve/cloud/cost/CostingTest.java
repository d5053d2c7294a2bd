package eu.releve.cloud.cost;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.cost.HeldEnergy.Answer;
import eu.releve.cloud.cost.Missing.Reason;
import eu.releve.cloud.cost.Prices.InForce;
import eu.releve.cloud.derive.AmountUnit;
import eu.releve.cloud.derive.Energy;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bills that were computed by hand. */
class CostingTest {
  private static final String EAN = "541448820000000008";
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);
  private static final String TOTAL = "active-energy-import";

  private static Map<String, String> line(String... namesAndValues) {
    Map<String, String> line = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      line.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return line;
  }

  /** The same in one text: {@code kind=levy unit=MWh}. */
  private static Map<String, String> typed(String text) {
    return line(text.split("[= ]"));
  }

  @SafeVarargs
  private static Contract contract(
      String medium, LocalDate from, Optional<LocalDate> to, Map<String, String>... lines) {
    Map<String, String> head =
        line(
            "medium", medium, "supplier", "Fournisseur", "reference", EAN, "from", from.toString());
    to.ifPresent(end -> head.put("to", end.toString()));
    List<Map<String, String>> all = new ArrayList<>();
    for (Map<String, String> line : lines) {
      all.add(line);
    }
    TypedContract read = TypedContract.read(head, all);
    assertThat(read).isInstanceOf(TypedContract.Good.class);
    return ((TypedContract.Good) read).terms();
  }

  @SafeVarargs
  private static Contract electricity(LocalDate from, Map<String, String>... lines) {
    return contract("electricity", from, Optional.empty(), lines);
  }

  private static Map<String, String> energy(String register, String price, String vat) {
    return line("kind", "energy", "register", register, "unit", "kWh", "price", price, "vat", vat);
  }

  private static Map<String, String> fee(String per, String price) {
    return line("kind", "fixed", "per", per, "price", price, "vat", "21");
  }

  private static Costing costing(SampleUses uses, Contract... contracts) {
    return new Costing(prices(contracts), uses.uses(), HeldEnergy.NONE, Costing.Peaks.NONE);
  }

  private static Prices prices(Contract... contracts) {
    int[] key = {0};
    return new Prices(
        Arrays.stream(contracts).map(terms -> new InForce(++key[0], 1, terms)).toList(), List.of());
  }

  private static CostLine named(Bill bill, String id) {
    return bill.lines().stream()
        .filter(line -> line.tariff().line().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  // By day 310 kWh x 0.25 = 77.50, by night 155 kWh x 0.18 = 27.90; 60 a year x 31/365 = 5.0958...
  @Test
  void dayAndNightHaveTheirPricesAndEachLineItsVat() {
    SampleUses uses =
        new SampleUses()
            .each(TOTAL, MARCH, APRIL, 15_000)
            .each(TOTAL + ".t1", MARCH, APRIL, 10_000)
            .each(TOTAL + ".t2", MARCH, APRIL, 5_000);
    Contract contract =
        electricity(
            LocalDate.of(2026, 1, 1),
            energy(TOTAL + ".t1", "0.25", "6"),
            energy(TOTAL + ".t2", "0.18", "6"),
            fee("year", "60"));
    Bill bill = costing(uses, contract).of(MARCH, APRIL);
    assertThat(named(bill, "energy.t1").quantity().decimal(3)).isEqualByComparingTo("310");
    assertThat(named(bill, "energy.t1").net()).isEqualTo("77.50");
    assertThat(named(bill, "energy.t1").vat()).isEqualTo("4.65");
    assertThat(named(bill, "energy.t2").net()).isEqualTo("27.90");
    assertThat(named(bill, "energy.t2").vat()).isEqualTo("1.67");
    assertThat(named(bill, "fixed.year").net()).isEqualTo("5.10");
    assertThat(named(bill, "fixed.year").vat()).isEqualTo("1.07");
    assertThat(named(bill, "fixed.year").exact().decimal(6)).isEqualTo("5.095890");
    assertThat(bill.net()).isEqualTo("110.50");
    assertThat(bill.vat()).isEqualTo("7.39");
    assertThat(bill.gross()).isEqualTo("117.89");
    assertThat(bill.missing()).isEmpty();
    Tariff used = named(bill, "energy.t1").tariff();
    assertThat(used.contract()).isEqualTo(1);
    assertThat(used.version()).isEqualTo(1);
    assertThat(named(bill, "energy.t1").coverage()).contains(new BigDecimal("1.0000"));
  }

  // March has 743 hours and October 745: both owe 31 days.
  @Test
  void aFeeIsOwedByLocalDaysWhateverTheirHours() {
    Contract contract = electricity(LocalDate.of(2026, 1, 1), fee("year", "365"));
    Costing costing = costing(new SampleUses(), contract);
    assertThat(costing.of(MARCH, APRIL).net()).isEqualTo("31.00");
    LocalDate october = LocalDate.of(2026, 10, 1);
    assertThat(costing.of(october, october.plusMonths(1)).net()).isEqualTo("31.00");
    LocalDate february = LocalDate.of(2028, 2, 1);
    Bill leap = costing.of(february, february.plusMonths(1));
    assertThat(leap.exactNet()).isEqualTo(Fraction.of(new BigDecimal("365")).times(days(29, 366)));
    LocalDate year = LocalDate.of(2028, 1, 1);
    assertThat(costing.of(year, year.plusYears(1)).exactNet())
        .isEqualTo(Fraction.of(new BigDecimal("365")));
    Contract monthly = electricity(LocalDate.of(2026, 3, 22), fee("month", "3.10"));
    assertThat(costing(new SampleUses(), monthly).of(MARCH, APRIL).net())
        .as("ten days of March")
        .isEqualTo("1.00");
  }

  private static Fraction days(int days, int of) {
    return Fraction.of(BigInteger.valueOf(days)).times(Fraction.oneOf(of));
  }

  // 15 days of 10 kWh at 0.20 and 16 days at 0.30, one of them, the 29th, of 23 hours.
  @Test
  void aPriceThatChangesWithinAMonthChangesAtALocalMidnight() {
    Map<String, String> before = energy(TOTAL, "0.20", "6");
    before.put("to", "2026-03-16");
    Map<String, String> after = energy(TOTAL, "0.30", "6");
    after.put("from", "2026-03-16");
    Bill bill =
        costing(
                new SampleUses().each(TOTAL, MARCH, APRIL, 10_000),
                electricity(LocalDate.of(2026, 1, 1), before, after))
            .of(MARCH, APRIL);
    assertThat(bill.lines()).hasSize(2);
    CostLine first = bill.lines().get(0);
    CostLine second = bill.lines().get(1);
    assertThat(first.net()).isEqualTo("30.00");
    assertThat(first.to()).isEqualTo("2026-03-16");
    assertThat(second.net()).isEqualTo("48.00");
    assertThat(second.from()).isEqualTo("2026-03-16");
    assertThat(bill.missing()).isEmpty();
  }

  // 12.5 kW x 45 EUR a year = 562.50, of it 31 days.
  @Test
  void capacityIsOwedByTheMonthsPeakOrByTheContractedPower() {
    Map<String, String> peak =
        line(
            "kind",
            "capacity",
            "register",
            "active-power-demand",
            "per",
            "year",
            "price",
            "45",
            "vat",
            "21");
    Map<String, String> power =
        line("kind", "capacity", "power", "12.5", "per", "month", "price", "4", "vat", "21");
    Contract contract = electricity(LocalDate.of(2026, 1, 1), peak, power);
    Costing.Peaks peaks =
        (demand, day) ->
            day.getMonthValue() == 4
                ? Optional.empty()
                : Optional.of(BigInteger.valueOf(12_500_000));
    Costing costing =
        new Costing(prices(contract), new SampleUses().uses(), HeldEnergy.NONE, peaks);
    Bill march = costing.of(MARCH, APRIL);
    assertThat(named(march, "capacity.peak").net()).isEqualTo("47.77");
    assertThat(named(march, "capacity.peak").exact())
        .isEqualTo(Fraction.of(new BigDecimal("562.5")).times(days(31, 365)));
    assertThat(named(march, "capacity.power").net()).isEqualTo("50.00");
    Bill april = costing.of(APRIL, APRIL.plusMonths(1));
    assertThat(april.lines()).hasSize(1);
    assertThat(april.missing().getFirst().text())
        .isEqualTo("active-power-demand: no demand since 2026-04-01");
  }

  // 30 MWh at the peak, 20 MWh beside it.
  @Test
  @DisplayName("C4: 9,252.50 without VAT and 11,195.53 with, 9,992.50 and 12,090.93")
  void theOffersOfTheDossierCostWhatItSays() {
    LocalDate year = LocalDate.of(2026, 1, 1);
    SampleUses uses =
        new SampleUses()
            .each(TOTAL, year, year.plusYears(1), day -> SampleUses.measured(day, sum(day, 50)))
            .each(
                TOTAL + ".t1",
                year,
                year.plusYears(1),
                day -> SampleUses.measured(day, sum(day, 30)))
            .each(
                TOTAL + ".t2",
                year,
                year.plusYears(1),
                day -> SampleUses.measured(day, sum(day, 20)));
    String each = " unit=MWh vat=21 register=" + TOTAL;
    Map<String, String> power = typed("kind=capacity power=12.5 per=year price=45 vat=21");
    Map<String, String> net = typed("kind=fixed id=network per=year price=15 vat=21");
    Map<String, String> perUnit = typed("kind=levy id=network-mwh price=20" + each);
    Map<String, String> levies = typed("kind=levy price=50.3" + each);
    Contract peak =
        electricity(
            year,
            typed("kind=energy price=110" + each + ".t1"),
            typed("kind=energy price=90" + each + ".t2"),
            fee("year", "60"),
            net,
            perUnit,
            power,
            levies);
    Bill split = costing(uses, peak).of(year, year.plusYears(1));
    assertThat(split.net()).isEqualTo("9252.50");
    assertThat(split.gross()).isEqualTo("11195.53");
    Contract flat =
        electricity(year, typed("kind=energy price=118" + each), net, perUnit, power, levies);
    Bill same = costing(uses, flat).of(year, year.plusYears(1));
    assertThat(same.net()).isEqualTo("9992.50");
    assertThat(same.gross()).isEqualTo("12090.93");
  }

  /** So many MWh over 365 days, in Wh: the last day has what remains. */
  private static long sum(LocalDate day, long megawattHours) {
    long each = megawattHours * 1_000_000 / 365;
    return day.getDayOfYear() < 365 ? each : megawattHours * 1_000_000 - 364 * each;
  }

  @Test
  void whatIsEstimatedIsCarriedAlongAndWhatIsUnknownLowersTheCoverage() {
    SampleUses uses =
        new SampleUses()
            .each(TOTAL, MARCH, MARCH.plusDays(25), 10_000)
            .each(
                TOTAL,
                MARCH.plusDays(25),
                MARCH.plusDays(28),
                day -> SampleUses.estimated(day, 10_000))
            .each(TOTAL, MARCH.plusDays(28), APRIL, SampleUses::unknown);
    Bill bill =
        costing(uses, electricity(MARCH, energy(TOTAL, "0.10", "6"), fee("year", "3.65")))
            .of(MARCH, APRIL);
    CostLine line = named(bill, "energy");
    assertThat(line.net()).isEqualTo("28.00");
    assertThat(line.estimatedShare()).as("3 of 28 days").isEqualTo("0.1072");
    assertThat(line.knowledge().worst()).isEqualTo(Status.INTERPOLATED);
    assertThat(line.coverage()).as("25 days of 743 hours").contains(new BigDecimal("0.8075"));
    assertThat(bill.estimatedShare()).as("3.00 of 28.31").isEqualTo("0.1060");
    assertThat(bill.missing()).isEmpty();
    assertThat(bill.isComplete()).as("three days are unknown").isFalse();
  }

  @Test
  void withoutAPriceNothingCostsZeroAndTheDayOfTheLastPriceIsNamed() {
    SampleUses uses = new SampleUses().each(TOTAL, MARCH, APRIL, 10_000);
    Contract ended =
        contract(
            "electricity",
            LocalDate.of(2025, 1, 1),
            Optional.of(LocalDate.of(2026, 1, 1)),
            energy(TOTAL, "0.20", "6"));
    Bill none = costing(uses, ended).of(MARCH, APRIL);
    assertThat(none.lines()).isEmpty();
    Missing missing = none.missing().getFirst();
    assertThat(missing.text()).isEqualTo("active-energy-import: no price since 2026-01-01");
    assertThat(missing.quantity().decimal(0)).isEqualTo("310");
    assertThat(missing.unit()).isEqualTo("kWh");
    assertThat(costing(uses).of(MARCH, APRIL).missing().getFirst().text())
        .as("never priced")
        .isEqualTo("active-energy-import: no price since 2026-03-01");
    Map<String, String> levy =
        line("kind", "levy", "register", TOTAL, "unit", "kWh", "price", "0.05", "vat", "21");
    Bill levied = costing(uses, electricity(MARCH, levy)).of(MARCH, APRIL);
    assertThat(levied.net()).isEqualTo("15.50");
    assertThat(levied.missing()).as("a levy is no price").hasSize(1);
  }

  @Test
  void aTariffWithoutAPriceAndAPriceWithoutATariffAreNamed() {
    SampleUses both =
        new SampleUses()
            .each(TOTAL, MARCH, APRIL, 15_000)
            .each(TOTAL + ".t1", MARCH, APRIL, 10_000)
            .each(TOTAL + ".t2", MARCH, APRIL, 5_000);
    Contract byDay = electricity(MARCH, energy(TOTAL + ".t1", "0.25", "6"));
    Bill night = costing(both, byDay).of(MARCH, APRIL);
    assertThat(night.net()).isEqualTo("77.50");
    assertThat(night.missing().getFirst().text())
        .isEqualTo("active-energy-import.t2: no price since 2026-03-01");
    assertThat(night.missing().getFirst().quantity().decimal(0)).isEqualTo("155");
    Bill single =
        costing(new SampleUses().each(TOTAL, MARCH, APRIL, 10_000), byDay).of(MARCH, APRIL);
    assertThat(single.lines()).isEmpty();
    assertThat(single.missing().getFirst().reason()).isEqualTo(Reason.NO_TARIFF);
    assertThat(single.missing().getFirst().quantity().decimal(0)).isEqualTo("310");
  }

  // 10 kWh by day and 5 by night of each day at one price of 0.20.
  @Test
  void aTotalThatIsNotCountedIsTheSumOfItsTariffs() {
    SampleUses uses =
        new SampleUses()
            .each(TOTAL + ".t1", MARCH, APRIL, 10_000)
            .each(TOTAL + ".t2", MARCH, APRIL, 5_000);
    Bill bill = costing(uses, electricity(MARCH, energy(TOTAL, "0.20", "6"))).of(MARCH, APRIL);
    assertThat(bill.net()).isEqualTo("93.00");
    assertThat(bill.isComplete()).isTrue();
    LocalDate gap = LocalDate.of(2026, 3, 10);
    uses.each(TOTAL + ".t1", gap, gap.plusDays(1), SampleUses::unknown)
        .each(TOTAL + ".t2", gap, gap.plusDays(1), SampleUses::unknown);
    Bill without = costing(uses, electricity(MARCH, energy(TOTAL, "0.20", "6"))).of(MARCH, APRIL);
    assertThat(without.net()).isEqualTo("90.00");
    assertThat(without.isComplete()).as("of a day nothing is known").isFalse();
    Bill none =
        costing(new SampleUses(), electricity(MARCH, energy(TOTAL, "0.20", "6"))).of(MARCH, APRIL);
    assertThat(none.lines()).isEmpty();
    assertThat(none.isComplete()).isFalse();
    assertThat(none.missing().getFirst().text())
        .isEqualTo("active-energy-import: no reading since 2026-03-01");
    assertThat(none.missing().getFirst().quantity().decimal(0)).as("days").isEqualTo("31");
  }

  // 20 m3 x 2.40 + 20 m3 x 1.60 = 80.00, VAT 6 %.
  @Test
  void waterAndWasteWaterAreChargedOnTheSameCubicMetres() {
    SampleUses uses = new SampleUses().each("water-volume", MARCH, MARCH.plusDays(20), 1_000_000);
    Contract contract =
        contract(
            "water",
            MARCH,
            Optional.empty(),
            line("kind", "water", "price", "2.40", "vat", "6"),
            line("kind", "waste-water", "price", "1.60", "vat", "6"));
    Bill bill = costing(uses, contract).of(MARCH, APRIL);
    assertThat(bill.net()).isEqualTo("80.00");
    assertThat(bill.gross()).isEqualTo("84.80");
  }

  // A joule is no finite part of a kilowatt-hour: 1 GJ = 277.777... kWh at 0.36 are 100.00.
  @Test
  void heatInJoulesIsSoldInKilowattHoursWithoutRounding() {
    SampleUses uses = new SampleUses().each("heat-energy", MARCH, MARCH.plusDays(3), 333_333_333);
    Contract contract =
        contract("heat", MARCH, Optional.empty(), energy("heat-energy", "0.36", "6"));
    Bill bill = costing(uses, contract).of(MARCH, APRIL);
    assertThat(bill.net()).isEqualTo("100.00");
    assertThat(bill.exactNet())
        .isEqualTo(new Fraction(BigInteger.valueOf(999_999_999), BigInteger.valueOf(10_000_000)));
  }

  @Test
  @DisplayName(
      "G17: the month's calorific value is revised from 11.50 to 11.62, and the cost follows")
  void gasInCubicMetresIsSoldByWhatItHeldAndNotWithoutACalorificValue() {
    SampleUses uses = new SampleUses().each("gas-volume", MARCH, APRIL, 100_000_000);
    Contract contract = contract("gas", MARCH, Optional.empty(), energy("gas-volume", "0.05", "6"));
    Bill unknown = costing(uses, contract).of(MARCH, APRIL);
    assertThat(unknown.lines()).isEmpty();
    assertThat(unknown.missing().getFirst().text())
        .isEqualTo("gas-volume: no calorific value since 2026-03-01");
    assertThat(unknown.missing().getFirst().quantity().decimal(0)).isEqualTo("3100");
    assertThat(unknown.missing().getFirst().unit()).isEqualTo("m3");
    assertThat(gas(uses, contract, "11.50").net()).as("35,650 kWh").isEqualTo("1782.50");
    assertThat(gas(uses, contract, "11.62").net()).as("36,022 kWh").isEqualTo("1801.10");
    assertThat(gas(uses, contract, "11.62").missing()).isEmpty();
  }

  private static Bill gas(SampleUses uses, Contract contract, String kilowattHours) {
    HeldEnergy held =
        (Quantity volume, LocalDate day, BigInteger millilitres) ->
            new Answer.Held(
                Energy.of(
                    AmountUnit.KILOWATT_HOUR,
                    new BigDecimal(millilitres)
                        .movePointLeft(6)
                        .multiply(new BigDecimal(kilowattHours))));
    return new Costing(prices(contract), uses.uses(), held, Costing.Peaks.NONE).of(MARCH, APRIL);
  }

  @Test
  @DisplayName("G19: units of heat-cost allocators get no price per kWh, nor any other")
  void unitsOfAllocatorsAreNeverPriced() {
    for (String unit : List.of("kWh", "1")) {
      TypedContract read =
          TypedContract.read(
              line("medium", "heat", "supplier", "S", "reference", EAN, "from", "2026-01-01"),
              List.of(
                  line(
                      "kind",
                      "energy",
                      "register",
                      "allocation",
                      "unit",
                      unit,
                      "price",
                      "1",
                      "vat",
                      "6")));
      assertThat(((TypedContract.Bad) read).problems())
          .containsExactly(
              "lines[0].register: wanted a register of heat such as heat-energy, heat-energy.t1,"
                  + " found 'allocation'");
    }
    SampleUses uses = new SampleUses().each("allocation", MARCH, APRIL, 3);
    Contract heat = contract("heat", MARCH, Optional.empty(), energy("heat-energy", "1", "6"));
    Bill bill = costing(uses, heat).of(MARCH, APRIL);
    assertThat(bill.lines()).isEmpty();
    assertThat(bill.missing())
        .extracting(Missing::text)
        .containsExactly("heat-energy: no reading since 2026-03-01");
  }

  // What a building owes by the month is no single point's.
  @Test
  void aPointWithoutAContractHasItsBuildingsPricesForUnitsAlone() {
    SampleUses uses = new SampleUses().each(TOTAL, MARCH, APRIL, 10_000);
    Contract whole = electricity(MARCH, energy(TOTAL, "0.20", "6"), fee("year", "60"));
    Prices prices = new Prices(List.of(), List.of(new InForce(7, 3, whole)));
    Bill bill =
        new Costing(prices, uses.uses(), HeldEnergy.NONE, Costing.Peaks.NONE).of(MARCH, APRIL);
    assertThat(bill.lines()).hasSize(1);
    assertThat(bill.net()).isEqualTo("62.00");
    assertThat(bill.lines().getFirst().tariff().contract()).isEqualTo(7);
    assertThat(bill.lines().getFirst().tariff().version()).isEqualTo(3);
  }

  // A hundred on one day: spread over 31, of which 15 have the first price.
  @Test
  void aDwellingsMonthIsSpreadOverItsDaysSoThatAPriceTellsNothingOfThem() {
    SampleUses uses =
        new SampleUses().each(TOTAL, MARCH, APRIL, day -> SampleUses.measured(day, oneDay(day)));
    Uses even = uses.uses().evenly();
    Map<String, String> before = energy(TOTAL, "0", "6");
    before.put("to", "2026-03-16");
    Map<String, String> after = energy(TOTAL, "1", "6");
    after.put("from", "2026-03-16");
    Bill bill =
        new Costing(
                prices(electricity(MARCH, before, after)),
                even,
                HeldEnergy.NONE,
                Costing.Peaks.NONE)
            .of(MARCH, APRIL);
    // 15 days of 24 hours of 743.
    assertThat(bill.lines().getFirst().quantity().decimal(3)).isEqualTo("48.452");
    assertThat(bill.lines().get(1).quantity().decimal(3)).isEqualTo("51.548");
    assertThat(bill.lines().getFirst().quantity().plus(bill.lines().get(1).quantity()))
        .isEqualTo(Fraction.of(BigInteger.valueOf(100)));
  }

  private static long oneDay(LocalDate day) {
    return day.getDayOfMonth() == 2 ? 100_000 : 0;
  }
}
