package eu.releve.provisioning.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import eu.releve.document.DocumentException;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A cellar of thirty meters on three buses: eight flats, a shop, a boiler room. */
class CellarTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
  private static final List<String> FLATS = List.of("1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b");

  /** One thing to be changed in the cellar, and what the check must say of it. */
  private record Mistake(Code code, String about, String from, String to) {}

  static String cellar() {
    StringBuilder plan =
        new StringBuilder(
            """
            site: rue-haute-7
            zone: Europe/Brussels
            area-m2: 910
            buses:
              - { id: cellar, modbus-rtu: /dev/serial/by-id/usb-FTDI-1, baud: 9600, parity: even, stop: 1 }
              - { id: water, mbus: "tcp://10.0.0.7:10001", baud: 2400 }
              - { id: boiler, modbus-tcp: "10.0.0.8:502" }
            lots:
            """);
    for (String flat : FLATS) {
      line(plan, "{ id: flat-%s, kind: dwelling, area-m2: 71, shares: 110 }", flat);
    }
    line(plan, "{ id: shop, kind: shop, area-m2: 120, shares: 120 }");
    line(plan, "{ id: box-1, kind: garage, shares: 5 }");
    plan.append("points:\n");
    line(plan, "{ id: main-elec, name: \"Compteur général\" }");
    line(plan, "{ id: lift, name: \"Ascenseur\", parent: main-elec }");
    line(plan, "{ id: main-cold, name: \"Eau froide, compteur général\" }");
    line(plan, "{ id: main-heat, name: \"Départ chauffage\" }");
    line(plan, "{ id: boiler-gas, name: \"Gaz, compteur privé\" }");
    line(plan, "{ id: boiler-elec, name: \"Chaufferie, électricité\", parent: main-elec }");
    meters(plan);
    return plan.toString();
  }

  private static void meters(StringBuilder plan) {
    StringBuilder meters = new StringBuilder();
    meter(meters, "e-main", "main-elec", "cellar, unit: 1, profile: eastron-sdm630, ct: 200/5", 1);
    meter(meters, "e-lift", "lift", "cellar, unit: 2, profile: eastron-sdm630", 2);
    meter(meters, "w-main", "main-cold", "water, primary: 1, profile: itron-bm-plus-m", 3);
    meter(meters, "h-main", "main-heat", "water, primary: 2, profile: kamstrup-multical-601", 4);
    meter(meters, "g-main", "boiler-gas", "water, primary: 3, profile: itron-cyble-m-bus-gas", 5);
    meter(meters, "e-boiler", "boiler-elec", "boiler, unit: 1, profile: schneider-iem3155", 6);
    for (int i = 0; i < FLATS.size(); i++) {
      String flat = FLATS.get(i);
      for (String what : List.of("elec", "cold", "heat")) {
        line(
            plan,
            "{ id: %1$s-%2$s, name: \"%1$s %2$s\", lot: flat-%1$s, parent: main-%2$s }",
            flat,
            what);
      }
      String marks = ", mid-year: 2024, seal: \"S%d\"";
      meter(
          meters,
          "e-" + flat,
          flat + "-elec",
          "cellar, unit: %d, profile: eastron-sdm630".formatted(11 + i) + marks.formatted(i),
          11 + i);
      meter(
          meters,
          "w-" + flat,
          flat + "-cold",
          "water, secondary: \"1000%04d\", profile: itron-bm-plus-m".formatted(21 + i)
              + marks.formatted(100 + i),
          10_000_021 + i);
      meter(
          meters,
          "h-" + flat,
          flat + "-heat",
          "water, secondary: \"7000%04d\", profile: kamstrup-multical-601".formatted(31 + i)
              + marks.formatted(200 + i),
          70_000_031 + i);
    }
    // A shop that only has electricity; its kind has no other to compare with.
    line(plan, "{ id: shop-elec, name: \"Magasin\", lot: shop, parent: main-elec }");
    meter(
        meters,
        "e-shop",
        "shop-elec",
        "cellar, unit: 30, profile: eastron-sdm630, mid-year: 2023, seal: \"S400\"",
        30);
    plan.append("meters:\n").append(meters);
  }

  private static void meter(StringBuilder out, String id, String point, String how, int serial) {
    line(
        out,
        "{ id: %s, point: %s, bus: %s, serial: \"%s\", from: 2026-01-01, period: 15m }",
        id,
        point,
        how,
        serial < 1_000 ? "A%05d".formatted(7 * serial) : Integer.toString(serial));
  }

  private static void line(StringBuilder out, String form, Object... words) {
    out.append("  - ").append(form.formatted(words)).append('\n');
  }

  static SitePlan load(String text) throws DocumentException {
    return SitePlans.load("plan.yaml", text, Profiles.bundled());
  }

  private static List<Finding> check(String text) throws DocumentException {
    return Check.of(load(text), Profiles.bundled()::find, TODAY);
  }

  @Test
  void aCellarInOrderHasNoFinding() throws Exception {
    assertThat(check(cellar())).isEmpty();
    assertThat(load(cellar()).meters()).hasSize(31);
  }

  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake(
              Code.WIRE_TWICE,
              "annex",
              "lots:\n",
              "  - { id: annex, modbus-tcp: \"10.0.0.8.:502\" }\nlots:\n"),
          new Mistake(Code.UNIT_255_ON_LINE, "e-lift", "unit: 2,", "unit: 255,"),
          new Mistake(
              Code.MBUS_SELECTED_TWICE,
              "w-1a",
              "secondary: \"10000021\", profile: itron-bm-plus-m, mid-year: 2024, seal: \"S100\", serial: \"10000021\"",
              "secondary: \"10000F21\", profile: itron-bm-plus-m, mid-year: 2024, seal: \"S100\", serial: \"10000021\""),
          new Mistake(
              Code.MBUS_WILDCARD, "w-2a", "secondary: \"10000023\"", "secondary: \"1F000023\""),
          new Mistake(Code.MBUS_PRIMARY_0, "h-main", "primary: 2,", "primary: 0,"),
          new Mistake(
              Code.PROFILE_OTHER_METER,
              "h-4b",
              "\"70000038\", profile",
              "\"700000382C2D0806\", profile"),
          new Mistake(
              Code.FROM_FUTURE,
              "e-2b",
              "serial: \"A00098\", from: 2026-01-01",
              "serial: \"A00098\", from: 2027-01-01"),
          new Mistake(
              Code.VERIFY_BY_PASSED, "e-2a", "seal: \"S2\"", "seal: \"S2\", verify-by: 2026-11-29"),
          new Mistake(
              Code.MID_YEAR_LATE,
              "e-3a",
              "mid-year: 2024, seal: \"S4\"",
              "mid-year: 2027, seal: \"S4\""),
          new Mistake(Code.SERIAL_TWICE, "e-3b", "serial: \"A00112\"", "serial: \"a-00077\""),
          new Mistake(
              Code.SERIAL_NEAR_ADDRESS, "w-3a", "serial: \"10000025\"", "serial: \"10000052\""),
          new Mistake(Code.SERIAL_MISSING, "h-3b", ", serial: \"70000036\"", ""),
          new Mistake(Code.CT_SECONDARY, "e-main", "ct: 200/5", "ct: 200/6"),
          new Mistake(
              Code.RATIO_NOT_ELECTRIC,
              "h-4a",
              "\"70000037\", profile: kamstrup-multical-601",
              "\"70000037\", profile: kamstrup-multical-601, ct: 5/1"),
          new Mistake(
              Code.POINT_WITHOUT_METER,
              "attic",
              "meters:\n",
              "  - { id: attic, name: \"Grenier\" }\nmeters:\n"),
          new Mistake(
              Code.NAME_TWICE, "boiler-elec", "\"Chaufferie, électricité\"", "\"ascenseur\""),
          new Mistake(
              Code.PARENT_OTHER_MEDIUM,
              "1b-heat",
              "lot: flat-1b, parent: main-heat",
              "lot: flat-1b, parent: main-cold"),
          new Mistake(
              Code.PARENT_OTHER_LOT,
              "4b-elec",
              "lot: flat-4b, parent: main-elec",
              "lot: flat-4b, parent: shop-elec"),
          new Mistake(
              Code.LOT_WITHOUT_POINT,
              "flat-5a",
              "  - { id: shop,",
              "  - { id: flat-5a, kind: dwelling, area-m2: 71, shares: 110 }\n  - { id: shop,"),
          new Mistake(Code.LOT_SIZE_MISSING, "box-1", "kind: garage, shares: 5", "kind: garage"),
          new Mistake(
              Code.LOT_SHARES_MISSING,
              "shop",
              "kind: shop, area-m2: 120, shares: 120",
              "kind: shop, area-m2: 120"),
          new Mistake(Code.SITE_AREA_MISSING, "rue-haute-7", "area-m2: 910\n", ""),
          new Mistake(Code.MID_YEAR_MISSING, "e-shop", "mid-year: 2023, ", ""),
          new Mistake(Code.SEAL_MISSING, "w-4b", ", seal: \"S107\"", ""));

  // All at once, as in a cellar: each is named once, and nothing else.
  @Test
  void eachPlantedMistakeIsNamedOnceAndNothingElse() throws Exception {
    String text = cellar();
    for (Mistake mistake : MISTAKES) {
      assertThat(text).as("%s", mistake.code()).containsOnlyOnce(mistake.from());
      text = text.replace(mistake.from(), mistake.to());
    }
    // The wildcard selects a meter with a primary address whose number fits.
    text =
        text.replace(
            "primary: 1, profile: itron-bm-plus-m, serial: \"A00021\"",
            "primary: 1, profile: itron-bm-plus-m, serial: \"10000721\"");
    assertThat(check(text).stream().map(found -> found.code() + " " + found.about()).toList())
        .containsExactlyInAnyOrderElementsOf(
            MISTAKES.stream().map(planted -> planted.code() + " " + planted.about()).toList());
  }

  @Test
  void findingsComeBySeverityAndThenByLineAndSayTheLineOfTheKey() throws Exception {
    String text =
        cellar()
            .replace(", serial: \"70000036\"", "")
            .replace("ct: 200/5", "ct: 5/200")
            .replace("primary: 2,", "primary: 0,");
    List<Finding> found = check(text);
    assertThat(found)
        .extracting(Finding::code)
        .containsExactly(Code.RATIO_INVERSE, Code.MBUS_PRIMARY_0, Code.SERIAL_MISSING);
    List<String> lines = text.lines().toList();
    assertThat(lines.get(found.getFirst().line() - 1)).contains("ct: 5/200");
    assertThat(lines.get(found.getLast().line() - 1)).contains("id: h-3b");
  }

  @Test
  void aMeterThatReplacesAnotherLeavesNoGapNoOverlapAndKeepsTheMedium() throws Exception {
    String old = "serial: \"A00077\", from: 2026-01-01";
    String next =
        "\n  - { id: e-1a-2, point: 1a-elec, bus: cellar, unit: 11, profile: eastron-sdm630,"
            + " serial: \"B1\", mid-year: 2026, seal: \"S500\", from: %s }";
    String ended = cellar().replace(old, old + ", to: 2026-06-01");
    assertThat(check(ended)).extracting(Finding::code).containsExactly(Code.POINT_ENDED);
    assertThat(check(ended + "  -" + next.formatted("2026-06-01").substring(4))).isEmpty();
    assertThat(check(ended + "  -" + next.formatted("2026-06-08").substring(4)))
        .extracting(Finding::code, Finding::words)
        .containsExactly(
            tuple(
                Code.METERS_GAP, List.of("1a-elec", "e-1a", "2026-06-01", "e-1a-2", "2026-06-08")));
    String beside =
        cellar()
            + "  - { id: e-1a-2, point: 1a-elec, bus: cellar, unit: 99, profile: eastron-sdm630,"
            + " serial: \"B1\", mid-year: 2026, seal: \"S500\", from: 2026-06-01 }\n";
    assertThat(check(beside)).extracting(Finding::code).containsExactly(Code.METERS_OVERLAP);
    assertThat(
            check(
                beside.replace(
                    "bus: cellar, unit: 99, profile: eastron-sdm630",
                    "bus: water, primary: 99, profile: itron-bm-plus-m")))
        .extracting(Finding::code)
        .containsExactly(Code.POINT_OTHER_MEDIUM);
  }

  @Test
  void aLotWithoutWhatMostOfItsKindHaveIsNamedWithTheMedium() throws Exception {
    String text =
        cellar()
            .replaceFirst("  - \\{ id: w-3a, .*\\n", "")
            .replaceFirst("  - \\{ id: 3a-cold, .*\\n", "");
    assertThat(check(text))
        .extracting(Finding::code, Finding::words)
        .containsExactly(tuple(Code.LOT_MEDIUM_MISSING, List.of("flat-3a", "water")));
  }

  @Test
  void nothingNotedOfAnyMeterIsOneFinding() throws Exception {
    String text = cellar().replaceAll(", mid-year: [0-9]+, seal: \"S[0-9]+\"", "");
    assertThat(check(text))
        .extracting(Finding::code)
        .containsExactly(Code.MID_YEAR_NOWHERE, Code.SEAL_NOWHERE);
  }

  @Test
  void aNameThatIsStillToBeGivenIsFoundByItsComment() throws Exception {
    for (String mark : List.of("# to be named", "# à nommer")) {
      String text =
          cellar()
              .replace(
                  "parent: main-elec }\n  - { id: main-cold",
                  "parent: main-elec }  " + mark + "\n  - { id: main-cold");
      assertThat(check(text)).extracting(Finding::code).containsExactly(Code.POINT_UNNAMED);
    }
  }

  // Ten meters of 9,600 baud each second: what the gateway would find out in its first minute.
  @Test
  void aBusThatIsAskedTooOftenIsAnErrorWithItsHeaviestMeters() throws Exception {
    String text = cellar();
    for (String flat : FLATS) {
      text = text.replaceFirst("(\\{ id: e-" + flat + ",.*period: )15m", "$11s");
    }
    List<Finding> found = check(text);
    assertThat(found).extracting(Finding::code).containsExactly(Code.BUS_TIME_OVER);
    assertThat(found.getFirst().about()).isEqualTo("cellar");
    BusTime cellar = BusTimes.of(load(text), TODAY).getFirst();
    assertThat(cellar.permille()).isGreaterThan(BusTime.FULL_PERMILLE);
    assertThat(found.getFirst().words().get(1)).isEqualTo(BusTimes.percent(cellar.permille()));
    assertThat(cellar.loads().stream().mapToInt(BusTime.Load::permille).sum())
        .isBetween(cellar.permille(), cellar.permille() + cellar.loads().size());
  }

  @Test
  void twoDevicesWithNumbersMayChangeNamesAtTheNextStart() throws Exception {
    String text =
        cellar()
            .replace("/dev/serial/by-id/usb-FTDI-1", "/dev/ttyUSB0")
            .replace("\"tcp://10.0.0.7:10001\"", "/dev/ttyUSB1");
    assertThat(check(text))
        .extracting(Finding::code, Finding::about)
        .containsExactly(tuple(Code.DEVICE_NUMBERED, "cellar, water"));
  }

  @Test
  void codesAreWordsOfTheirOwn() {
    for (Code code : Code.values()) {
      assertThat(code.id()).isEqualTo(code.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }
}
