package eu.releve.provisioning.survey;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.document.DocumentException;
import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.draft.RandomDraft;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.provisioning.survey.Change.What;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DifferencesTest {
  /** One edit of the cellar's text, on lines that no other edit touches, and what it is called. */
  private record Edit(String change, UnaryOperator<String> edit) {
    Edit and(UnaryOperator<String> more) {
      return new Edit(change, text -> more.apply(edit.apply(text)));
    }
  }

  private static Edit edit(What what, String about, String from, String to) {
    return new Edit(
        what + " " + about,
        text -> {
          assertThat(text).as(from).contains(from);
          return text.replace(from, to);
        });
  }

  private static final List<Edit> EDITS =
      List.of(
          edit(What.SITE_AREA, "rue-haute-7", "area-m2: 910\n", "area-m2: 911\n"),
          edit(What.SITE_ZONE, "rue-haute-7", "Europe/Brussels", "Europe/Paris"),
          edit(What.BUS_CHANGED, "water", "10.0.0.7:10001", "10.0.0.9:10001"),
          edit(
              What.BUS_ADDED,
              "roof",
              "lots:\n",
              "  - { id: roof, modbus-tcp: \"10.0.0.3:502\" }\nlots:\n"),
          edit(What.LOT_CHANGED, "box-1", "kind: garage, shares: 5", "kind: garage, shares: 6"),
          edit(What.LOT_RENAMED, "store", "shop, kind: shop", "store, kind: shop")
              .and(text -> text.replace("lot: shop", "lot: store")),
          edit(What.LOT_ADDED, "box-2", "points:\n", "  - { id: box-2, kind: garage }\npoints:\n"),
          edit(What.POINT_RENAMED, "lift", "\"Ascenseur\"", "\"Ascenseur A\""),
          edit(
              What.POINT_ADDED,
              "attic",
              "meters:\n",
              "  - { id: attic, name: \"Grenier\" }\nmeters:\n"),
          edit(What.POINT_IDENTIFIER, "gas", "boiler-gas", "gas"),
          edit(What.POINT_PARENT, "1b-heat", "lot: flat-1b, parent: main-heat", "lot: flat-1b"),
          edit(
              What.POINT_LOT,
              "2a-heat",
              "lot: flat-2a, parent: main-heat",
              "lot: flat-2b, parent: main-heat"),
          edit(
              What.POINT_BOUGHT,
              "main-heat",
              "\"Départ chauffage\"",
              "\"Départ chauffage\", bought: true"),
          edit(What.METER_MOVED, "e-3a", "unit: 15,", "unit: 115,"),
          edit(
              What.METER_PERIOD,
              "h-4a",
              "serial: \"70000037\", from: 2026-01-01, period: 15m",
              "serial: \"70000037\", from: 2026-01-01, period: 1h"),
          edit(What.METER_SERIAL, "w-4a", "serial: \"10000027\"", "serial: \"10000099\""),
          edit(What.METER_NOTED, "e-4b", "seal: \"S7\"", "seal: \"S77\", place: \"gaine\""),
          edit(What.METER_RATIO, "e-main", "ct: 200/5", "ct: 250/5"),
          edit(
              What.METER_PROFILE,
              "e-2b",
              "unit: 14, profile: eastron-sdm630",
              "unit: 14, profile: abb-b23"),
          edit(
              What.METER_READING,
              "e-3b",
              "unit: 16, profile: eastron-sdm630",
              "unit: 16, profile: eastron-sdm630, order: low-first"),
          edit(
              What.METER_DATES,
              "w-2b",
              "serial: \"10000024\", from: 2026-01-01",
              "serial: \"10000024\", from: 2026-01-02"),
          edit(
              What.METER_ENDED,
              "h-2b",
              "serial: \"70000034\", from: 2026-01-01",
              "serial: \"70000034\", from: 2026-01-01, to: 2026-07-01"),
          edit(What.METER_IDENTIFIER, "e-shop-a", "id: e-shop,", "id: e-shop-a,"),
          new Edit(
              What.METER_REMOVED + " w-2a",
              text -> text.replaceFirst("  - \\{ id: w-2a, .*\\n", "")),
          new Edit(
              What.METER_EXCHANGED + " e-1a-2",
              text ->
                  text.replace(
                          "serial: \"A00077\", from: 2026-01-01",
                          "serial: \"A00077\", from: 2026-01-01, to: 2026-06-01")
                      + "  - { id: e-1a-2, point: 1a-elec, bus: cellar, unit: 11, profile: eastron-sdm630, serial: \"B1\", from: 2026-06-01 }\n"),
          new Edit(
              What.METER_REPLACED + " w-1b-2",
              text ->
                  text.replaceFirst("  - \\{ id: w-1b, .*\\n", "")
                      + "  - { id: w-1b-2, point: 1b-cold, bus: water, primary: 77, profile: itron-bm-plus-m, serial: \"B2\", from: 2026-06-01 }\n"),
          new Edit(
              What.METER_ADDED + " e-spare",
              text ->
                  text
                      + "  - { id: e-spare, point: main-elec, bus: cellar, unit: 99, profile: eastron-sdm630, from: 2026-06-01 }\n"));

  @Test
  void randomEditsAreNamedExactly() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("differences: seed " + seed);
    Random random = new Random(seed);
    SitePlan before = CellarTest.load(CellarTest.cellar());
    for (int round = 0; round < 60; round++) {
      List<Edit> chosen = new ArrayList<>(EDITS);
      Collections.shuffle(chosen, random);
      chosen = chosen.subList(0, random.nextInt(EDITS.size() + 1));
      String text = CellarTest.cellar();
      for (Edit edit : chosen) {
        text = edit.edit().apply(text);
      }
      assertThat(named(before, CellarTest.load(text)))
          .as("seed %d round %d", seed, round)
          .containsExactlyInAnyOrderElementsOf(chosen.stream().map(Edit::change).toList());
    }
  }

  @Test
  void eachEditAloneIsNamedAlone() throws Exception {
    SitePlan before = CellarTest.load(CellarTest.cellar());
    for (Edit edit : EDITS) {
      SitePlan after = CellarTest.load(edit.edit().apply(CellarTest.cellar()));
      assertThat(named(before, after)).as(edit.change()).containsExactly(edit.change());
    }
  }

  @Test
  void aPlanIsNotDifferentFromItselfHoweverItIsWritten() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("differences: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      String text = RandomDraft.of(random).text();
      assertThat(Differences.of(load(text), load("# a remark\n" + text)))
          .as("seed %d round %d", seed, round)
          .isEmpty();
    }
  }

  @Test
  void aMeterThatIsExchangedNamesBothItsPointAndTheDay() throws Exception {
    SitePlan before = CellarTest.load(CellarTest.cellar());
    Edit exchange =
        EDITS.stream().filter(edit -> edit.change().endsWith("e-1a-2")).findFirst().orElseThrow();
    SitePlan after = CellarTest.load(exchange.edit().apply(CellarTest.cellar()));
    assertThat(Differences.of(before, after))
        .containsExactly(
            new Change(
                What.METER_EXCHANGED,
                List.of("e-1a-2", "e-1a", "1a-elec", "A00077", "B1", "2026-06-01")));
  }

  @Test
  void whatMetersAreCalledByANewerPlanIsKnownUnlessItSaysNothingOfThemAnyMore() throws Exception {
    SitePlan before = CellarTest.load(CellarTest.cellar());
    String text = CellarTest.cellar();
    for (String about : List.of("e-shop-a", "w-1b-2", "w-2a", "e-1a-2")) {
      Edit its =
          EDITS.stream()
              .filter(one -> one.change().endsWith(" " + about))
              .findFirst()
              .orElseThrow();
      text = its.edit().apply(text);
    }
    Map<MeterId, MeterId> names = Differences.meters(before, CellarTest.load(text));
    assertThat(names)
        .as("another name")
        .containsEntry(new MeterId("e-shop"), new MeterId("e-shop-a"))
        .as("another one at its point")
        .containsEntry(new MeterId("w-1b"), new MeterId("w-1b-2"))
        .as("one that ends keeps its name")
        .containsEntry(new MeterId("e-1a"), new MeterId("e-1a"))
        .doesNotContainKey(new MeterId("w-2a"))
        .hasSize(before.meters().size() - 1);
  }

  private static SitePlan load(String text) throws DocumentException {
    return SitePlans.load("plan", text, Profiles.bundled());
  }

  private static List<String> named(SitePlan before, SitePlan after) {
    return Differences.of(before, after).stream()
        .map(change -> change.what() + " " + change.about())
        .toList();
  }
}
