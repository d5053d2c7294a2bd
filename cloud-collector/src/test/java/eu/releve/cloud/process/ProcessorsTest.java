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
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private final NightFlow nightFlow = new NightFlow(BRUSSELS, 3_000);

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

  private static List<Night> nights(long... flows) {
    LocalDate first = LocalDate.of(2026, 3, 1);
    return IntStream.range(0, flows.length)
        .mapToObj(i -> new Night(first.plusDays(i), flows[i]))
        .toList();
  }

  @Test
  void aLeakIsToldAfterThreeNightsWithItsLitresAndEuros() {
    List<Night> two = nights(0, 0, 1_000, 0, 0, 25_000, 25_000);
    assertThat(nightFlow.find(two)).isEmpty();
    NightFlow.Leak leak =
        nightFlow.find(nights(0, 0, 1_000, 0, 0, 25_000, 25_000, 26_000)).orElseThrow();
    assertThat(leak.since()).isEqualTo(LocalDate.of(2026, 3, 6));
    assertThat(leak.litresPerHour()).isEqualByComparingTo("25.0");
    assertThat(leak.litres()).isEqualByComparingTo("1824");
    assertThat(leak.euros(new BigDecimal("4.5"))).isEqualByComparingTo("8.21");
  }

  @Test
  void aLeakThatStoppedIsNotGoingOn() {
    assertThat(nightFlow.find(nights(0, 25_000, 25_000, 25_000, 25_000, 0))).isEmpty();
  }

  @Test
  void aLeakFromTheFirstNightOnIsFoundAgainstNoUsualFlow() {
    assertThat(nightFlow.find(nights(25_000, 25_000, 25_000))).isPresent();
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
      members.add(new Member("m" + i, Arrays.copyOf(curve, curve.length)));
    }
    return members;
  }

  @Test
  void tenHouseholdsAreWithheldAndElevenTold() {
    assertThat(PurchaseGroup.sheet(members(10, 1, 3)))
        .isEqualTo(new Sheet.Withheld(PurchaseGroup.Reason.TOO_FEW_HOUSEHOLDS, 10, 11));
    assertThat(PurchaseGroup.sheet(members(11, 1, 3)))
        .isEqualTo(new Sheet.Told(11, 44, List.of(11L, 33L), new BigDecimal("0.667")));
  }

  @Test
  void aGroupThatOneHouseholdDominatesIsWithheld() {
    List<Member> members = members(11, 10, 10);
    members.add(new Member("large", new long[] {70, 77}));
    assertThat(PurchaseGroup.sheet(members)).isInstanceOf(Sheet.Withheld.class);
  }
}
