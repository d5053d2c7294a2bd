package eu.releve.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.process.EmissionFactor.Activity;
import eu.releve.cloud.process.NightFlow.Night;
import eu.releve.cloud.process.PurchaseGroup.Member;
import eu.releve.cloud.process.PurchaseGroup.Sheet;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private final NightFlow nightFlow = new NightFlow(BRUSSELS, new NightFlow.Smallest(3_000, 1_000));

  private static EmissionFactor electricity(String id, String kg, int fromYear) {
    return new EmissionFactor(
        id,
        Activity.ELECTRICITY,
        "BE",
        new BigDecimal(kg),
        "kWh",
        "life cycle",
        "test",
        true,
        LocalDate.of(fromYear, 1, 1),
        Optional.empty());
  }

  private static Carbon.Use kwh(String amount) {
    return new Carbon.Use(Activity.ELECTRICITY, new BigDecimal(amount), BigDecimal.ONE);
  }

  @Test
  void aMonthUsesTheFactorThatHeldThenAndSaysWhich() {
    Carbon carbon =
        new Carbon("BE", List.of(electricity("a", "0.153", 2024), electricity("b", "0.180", 2025)));
    assertThat(carbon.of(YearMonth.of(2024, 12), List.of(kwh("1000"))).kg())
        .isEqualByComparingTo("153");
    Carbon.Statement january = carbon.of(YearMonth.of(2025, 1), List.of(kwh("1000")));
    assertThat(january.kg()).isEqualByComparingTo("180");
    assertThat(january.lines().getFirst().factor().orElseThrow().id()).isEqualTo("b");
  }

  @Test
  void aUseWithoutAFactorIsShownAndTheStatementIsNotComplete() {
    Carbon carbon = new Carbon("FR", List.of(electricity("a", "0.153", 2024)));
    Carbon.Statement statement = carbon.of(YearMonth.of(2024, 12), List.of(kwh("1000")));
    assertThat(statement.complete()).isFalse();
    assertThat(statement.lines().getFirst().kg()).isEmpty();
  }

  // 250,000 kWh gross: 53,750 kg by ADEME, 45,446 kg by the IPCC (domain, check 24).
  @Test
  void gasCountsInGrossKilowattHoursWithTheFactorOfTheCountry() {
    Carbon.Use gas = new Carbon.Use(Activity.GAS, new BigDecimal("250000"), BigDecimal.ONE);
    List<EmissionFactor> factors = Reference.bundled().factors();
    YearMonth month = YearMonth.of(2026, 3);
    assertThat(new Carbon("FR", factors).of(month, List.of(gas)).kg())
        .isEqualByComparingTo("53750");
    assertThat(new Carbon("CH", factors).of(month, List.of(gas)).kg())
        .isCloseTo(new BigDecimal("45446"), Offset.offset(BigDecimal.ONE));
  }

  @Test
  void switzerlandPaysInFrancsAndEachCountryHasAPriceOfWater() {
    assertThat(Reference.bundled().prices())
        .extracting(price -> price.region() + " " + price.currency())
        .containsExactlyInAnyOrder("BE EUR", "FR EUR", "LU EUR", "CH CHF");
  }

  private static List<Night> nights(long... flows) {
    LocalDate first = LocalDate.of(2026, 3, 1);
    return IntStream.range(0, flows.length)
        .mapToObj(i -> new Night(first.plusDays(i), flows[i]))
        .toList();
  }

  @Test
  void aLeakIsToldAfterThreeNightsWithItsLitresAndEuros() {
    List<Night> two = nights(0, 0, 1_000, 0, 0, 25_000, 25_000);
    assertThat(nightFlow.all(two)).isEmpty();
    Leak leak = nightFlow.all(nights(0, 0, 1_000, 0, 0, 25_000, 25_000, 26_000)).getFirst();
    assertThat(leak.ongoing()).isTrue();
    assertThat(leak.since()).isEqualTo(LocalDate.of(2026, 3, 6));
    assertThat(leak.litresPerHour()).isEqualByComparingTo("25.0");
    assertThat(leak.litres()).isEqualByComparingTo("1824");
    assertThat(leak.cost(new BigDecimal("4.5"))).isEqualByComparingTo("8.21");
  }

  @Test
  void aTrickleAboveWhatIsUsualEachNightIsNoLeakAndADripAboveItIs() {
    long[] flows = new long[17];
    Arrays.fill(flows, 3_000);
    Arrays.fill(flows, 14, 17, 3_001);
    assertThat(nightFlow.all(nights(flows))).as("nothing is lost").isEmpty();
    Arrays.fill(flows, 14, 17, 6_000);
    assertThat(nightFlow.all(nights(flows))).isEmpty();
    Arrays.fill(flows, 14, 17, 7_000);
    assertThat(nightFlow.all(nights(flows)))
        .extracting(Leak::litresPerHour)
        .containsExactly(new BigDecimal("4.0"));
  }

  @Test
  void twoStepsOfACoarseMeterAreNoLeak() {
    List<Night> steps = nights(0, 10_000, 0, 0, 10_000, 0, 0, 20_000, 20_000, 20_000);
    assertThat(nightFlow.all(steps)).hasSize(1);
    NightFlow pulses = new NightFlow(BRUSSELS, new NightFlow.Smallest(3_000, 10_000));
    assertThat(pulses.all(steps)).isEmpty();
  }

  @Test
  void aLeakThatStoppedIsNotGoingOn() {
    Leak leak = nightFlow.all(nights(0, 25_000, 25_000, 25_000, 25_000, 0)).getFirst();
    assertThat(leak.ongoing()).isFalse();
    assertThat(leak.last()).isEqualTo(LocalDate.of(2026, 3, 5));
    assertThat(leak.cleanOn()).contains(LocalDate.of(2026, 3, 6));
  }

  // 25 L/h are 219 m3 a year, 985 euros at 4.50 and 29 kg at 0.132 (domain, D7 and check 36).
  @Test
  void aYearOfALeakIsToldInCubicMetresMoneyAndKilograms() {
    Leak leak = nightFlow.all(nights(0, 0, 0, 25_000, 25_000, 25_000)).getFirst();
    assertThat(leak.yearlyM3()).isEqualByComparingTo("219");
    assertThat(leak.yearly(new BigDecimal("4.5"))).isEqualByComparingTo("985.50");
    assertThat(leak.yearly(new BigDecimal("0.132"))).isEqualByComparingTo("28.91");
    assertThat(leak.cause()).isEqualTo(Leak.Cause.TOILET);
    assertThat(leak.usualLitresPerHour()).contains(new BigDecimal("0.0"));
  }

  private static Night night(int day, long flow) {
    return new Night(LocalDate.of(2026, 3, 1).plusDays(day), flow);
  }

  @Test
  void twoNightsALongGapAndOneNightAreNoLeak() {
    assertThat(
            nightFlow.all(
                List.of(night(0, 0), night(1, 25_000), night(2, 25_000), night(180, 25_000))))
        .isEmpty();
  }

  @Test
  void aLeakAcrossAFewUnknownNightsCountsTheirLitresAndAcrossManyItEnds() {
    List<Night> few = List.of(night(0, 0), night(1, 20_000), night(2, 20_000), night(6, 30_000));
    Leak whole = nightFlow.all(few).getFirst();
    assertThat(whole.nights()).isEqualTo(3);
    assertThat(whole.unknownNights()).isEqualTo(3);
    // Two nights of 20, one of 30, and three of at least 20 litres an hour.
    assertThat(whole.litres()).isEqualByComparingTo("3120");

    List<Night> many =
        List.of(
            night(0, 0),
            night(1, 20_000),
            night(2, 20_000),
            night(3, 20_000),
            night(8, 20_000),
            night(9, 20_000),
            night(10, 20_000));
    assertThat(nightFlow.all(many)).extracting(Leak::ongoing).containsExactly(false, true);
    assertThat(nightFlow.all(many).getFirst().cleanOn()).isEmpty();
  }

  @Test
  void nightsThatAreForgottenChangeNoLaterJudgement() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Night> nights = new ArrayList<>();
    for (int day = 0; day < 400; day++) {
      boolean leaking = day % 90 > 70;
      if (random.nextInt(12) > 0) {
        nights.add(night(day, random.nextInt(4_000) + (leaking ? 9_000 : 0)));
      }
    }
    List<Leak> whole = nightFlow.all(nights);
    NightFlow.Course all = nightFlow.follow(List.of(), LocalDate.MIN, nights);
    for (int cut = 40; cut < nights.size(); cut += 7) {
      LocalDate from = nights.get(cut).morning();
      List<NightFlow.Judged> kept =
          all.nights().subList(0, cut).stream()
              .filter(
                  each ->
                      !each.night().morning().isBefore(from.minusDays(28))
                          || whole.stream()
                              .anyMatch(
                                  leak ->
                                      !leak.since().isAfter(each.night().morning())
                                          && !leak.last().isBefore(from.minusDays(4))))
              .toList();
      NightFlow.Course rest = nightFlow.follow(kept, from, nights.subList(cut, nights.size()));
      assertThat(rest.nights())
          .as("seed %d, from %s", seed, from)
          .isEqualTo(all.nights().subList(cut, nights.size()));
      assertThat(rest.leaks())
          .as("seed %d, from %s", seed, from)
          .isEqualTo(whole.stream().filter(leak -> !leak.since().isBefore(rest.since())).toList());
    }
  }

  @Test
  void aLeakFromTheFirstNightOnIsFoundAgainstNoUsualFlow() {
    assertThat(nightFlow.all(nights(25_000, 25_000, 25_000)))
        .extracting(Leak::usualLitresPerHour)
        .containsExactly(Optional.empty());
  }

  @Test
  void theQuietestHourOfANightMayBeginAtAnyQuarter() {
    TreeMap<Long, Long> quarters = new TreeMap<>();
    LocalDate morning = LocalDate.of(2026, 3, 10);
    long begin = morning.atTime(2, 0).atZone(BRUSSELS).toEpochSecond();
    long[] volumes = {9, 9, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9};
    IntStream.range(0, 12).forEach(i -> quarters.put(begin + 900L * i, volumes[i]));
    assertThat(nightFlow.minimum(morning, quarters)).hasValue(4);
    quarters.remove(begin + 900);
    assertThat(nightFlow.minimum(morning, quarters)).isEmpty();
  }

  private static List<Member> members(int count, long... curve) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(new Member(i, Arrays.copyOf(curve, curve.length)));
    }
    return members;
  }

  @Test
  void tenHouseholdsAreWithheldAndElevenTold() {
    assertThat(PurchaseGroup.sheet(members(10, 1, 3), 10))
        .isEqualTo(new Sheet.Withheld(PurchaseGroup.Reason.TOO_FEW_HOUSEHOLDS, 10, 11, 10));
    assertThat(PurchaseGroup.sheet(members(10, 1, 3), 12))
        .as("twelve agreed, ten were measured")
        .isEqualTo(new Sheet.Withheld(PurchaseGroup.Reason.TOO_FEW_MEASURED, 10, 11, 12));
    assertThat(PurchaseGroup.sheet(members(11, 1, 3), 11))
        .isEqualTo(new Sheet.Told(11, 44, List.of(11L, 33L), new BigDecimal("0.667")));
  }

  @Test
  void neighbouringSheetsDifferInNobodyOrInThreeHouseholds() {
    Set<Integer> told = Set.of(1, 2, 3, 4, 5);
    assertThat(PurchaseGroup.beside(told, told)).isEqualTo(told);
    assertThat(PurchaseGroup.beside(told, Set.of(1, 2, 3, 4, 5, 6, 7)))
        .as("two who join wait")
        .isEqualTo(told);
    assertThat(PurchaseGroup.beside(told, Set.of(1, 2, 3, 4, 5, 6, 7, 8))).hasSize(8);
    assertThat(PurchaseGroup.beside(told, Set.of(1, 2, 3, 5)))
        .as("one who leaves takes two along")
        .containsExactly(1, 2);
    assertThat(PurchaseGroup.beside(told, Set.of(1, 2, 3, 4, 6))).containsExactly(1, 2);
    assertThat(PurchaseGroup.isApart(told, Set.of(1, 2, 3, 4, 6))).isFalse();
    assertThat(PurchaseGroup.isApart(told, Set.of(1, 2, 3, 6))).isTrue();
  }

  @Test
  void aGroupThatOneHouseholdDominatesIsWithheld() {
    List<Member> members = members(11, 10, 10);
    members.add(new Member(11, new long[] {70, 77}));
    assertThat(PurchaseGroup.sheet(members, 12)).isInstanceOf(Sheet.Withheld.class);
  }
}
