package eu.releve.provisioning.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.document.DocumentException;
import eu.releve.measure.Quantity;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two meters that count the same at one point count it twice. */
class PointMetersTest {
  private static final Map<String, Set<Quantity>> COUNTED =
      Map.of(
          "w3b", Set.of(Quantity.WATER_VOLUME, Quantity.ON_TIME),
          "main", Set.of(Quantity.ACTIVE_ENERGY_IMPORT),
          "main2", Set.of(Quantity.ACTIVE_ENERGY_IMPORT),
          "pulse", Set.of(Quantity.GAS_VOLUME, Quantity.ON_TIME),
          "w0", Set.of(Quantity.WATER_VOLUME, Quantity.ON_TIME));

  private static SiteDescription describe(String plan, Map<String, Set<Quantity>> counted)
      throws DocumentException {
    return SitePlans.describe(
        "plan.yaml", plan, meter -> counted.getOrDefault(meter.value(), Set.of()));
  }

  @Test
  void metersOfOnePointMayCountDifferentThingsAndFollowEachOther() throws Exception {
    assertThat(describe(SitePlansTest.PLAN, COUNTED).meters()).hasSize(5);
    assertThat(describe(SitePlansTest.PLAN, Map.of()).meters())
        .as("what they count need not be known")
        .hasSize(5);
  }

  @Test
  void datesThatOverlapAreRefusedWithTheOtherMeterAndWhatBothCount() {
    String plan =
        SitePlansTest.PLAN.replace(
            "unit: 1, profile: electric, from: 2026-06-01",
            "unit: 2, profile: electric, from: 2026-05-31");
    assertThatThrownBy(() -> describe(plan, COUNTED))
        .isInstanceOf(DocumentException.class)
        .hasMessage(
            "plan.yaml:18: from: wanted days of point main-elec on which meter main does not count"
                + " active-energy-import as well, found 2026-05-31, while that one is there from"
                + " 2026-03-01 to 2026-06-01");
  }

  @Test
  void aMeterWithoutAnEndOverlapsWhateverComesAfterIt() {
    Map<String, Set<Quantity>> both =
        Map.of("pulse", Set.of(Quantity.WATER_VOLUME), "w0", Set.of(Quantity.WATER_VOLUME));
    assertThatThrownBy(() -> describe(SitePlansTest.PLAN, both))
        .hasMessage(
            "plan.yaml:27: from: wanted days of point main-cold on which meter pulse does not count"
                + " water-volume as well, found 2026-03-01, while that one is there from 2026-03-01"
                + " on");
  }
}
