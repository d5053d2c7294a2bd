package eu.releve.provisioning.site;

import static eu.releve.provisioning.site.Bus.Checksums.LEARNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.measure.LotId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.Resolution;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRequests;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.profile.Profiles;
import eu.releve.profile.Rating;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SitePlansTest {
  static final String PLAN =
      """
      site: tilleuls-12
      zone: Europe/Brussels
      area-m2: 2140
      buses:
        - { id: cellar, modbus-rtu: /dev/ttyUSB0, baud: 9600, parity: none, stop: 1 }
        - { id: boiler, mbus: tcp://10.0.0.7:10001, baud: 2400 }
        - { id: roof, modbus-tcp: "10.0.0.8:502" }
        - { id: attic, mbus: /dev/ttyUSB1 }
      lots:
        - { id: 3b, kind: dwelling, area-m2: 62.5, shares: 31 }
      points:
        - { id: flat-3b-cold, name: "Eau froide 3B", lot: 3b, parent: main-cold }
        - { id: main-cold, name: "Eau froide" }
        - { id: main-elec, name: "Communs" }
      meters:
        - { id: w3b, point: flat-3b-cold, bus: boiler, secondary: "12345678", profile: water, serial: "12345678", from: 2026-03-01, period: 15m }
        - { id: main, point: main-elec, bus: cellar, unit: 1, profile: electric, ct: 200/5, vt: 20000/100, from: 2026-03-01, to: 2026-06-01, period: 1m }
        - { id: main2, point: main-elec, bus: cellar, unit: 1, profile: electric, from: 2026-06-01 }
        - id: pulse
          point: main-cold
          bus: cellar
          unit: 9
          from: 2026-03-01
          registers:
            - { is: water-volume, function: 3, at: 0, type: u32, unit: L, scale: 10 }
            - { is: volume-flow, function: 4, at: 0x10, type: float32, order: low-first, unit: L/h, resolution: 0.5 }
        - { id: w0, point: main-cold, bus: attic, primary: 5, profile: water, from: 2026-03-01 }
      """;

  /** The same with a controller and what it holds. */
  static final String PLAN_WITH_CONTROLLER =
      PLAN.replace(
              "lots:",
              """
                - { id: chiller, plc4x: "s7://10.0.0.5" }
                - { id: air, wmbus: "-" }
                - { id: port, p1: /dev/ttyUSB7 }
                - { id: linky, tic: "tcp://10.0.0.9:2000", mode: standard }
                - { id: pulses, gpio: /dev/gpiochip0 }
                - { id: terminals, gpio: board }
              lots:""")
          + """
            - { id: cold, point: main-elec, bus: chiller, from: 2026-03-01, registers: [ { is: active-energy-import, tag: "%DB10:4:REAL", unit: kWh, resolution: 0.1 } ] }
            - { id: heat, point: main-elec, bus: boiler, primary: 9, from: 2026-03-01, mbus: { reset: plain, reads-per-day: 24 }, registers: [ { is: heat-energy, unit: kWh, resolution: 1 } ] }
            - { id: other, point: main-cold, bus: boiler, primary: 10, from: 2026-03-01 }
            - { id: gas, point: main-cold, bus: port, channel: 1, from: 2026-03-01, consent: { reference: "EAN 54", ends: 2028-02-29 } }
            - { id: fr, point: main-elec, bus: linky, from: 2026-03-01 }
            - { id: tap, point: main-cold, bus: pulses, line: 17, contact: driven-high, debounce: 30ms, from: 2026-03-01, registers: [ { is: gas-volume, unit: L, pulse: 10, start: 123456 } ] }
            - { id: lift, point: main-elec, bus: terminals, input: di1, from: 2026-03-01, registers: [ { is: reactive-energy-import, unit: kvarh, pulses: 800 } ] }
          """;

  // What stands on this meter's plate counts more than what its family's usually says.
  @Test
  void aMeterMayHaveARatingOfItsOwn() throws Exception {
    SitePlan plan =
        load(PLAN.replace("ct: 200/5,", "ct: 200/5, rating: { phases: 3, current: 6 },"));
    assertThat(plan.meters().get(1).rating()).contains(new Rating(3, 6, 230));
    assertThat(plan.meters().get(2).rating()).isEmpty();
    assertThatThrownBy(() -> load(PLAN.replace("ct: 200/5,", "rating: { phases: 2, current: 6 },")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("phases");
  }

  // With the order of its words changes what means that there is no value.
  @Test
  void aModbusMeterMayHaveAnOrderOfItsOwn() throws Exception {
    SitePlan plan = load(PLAN.replace("ct: 200/5,", "ct: 200/5, order: low-first-swapped,"));
    ModbusRegister ordered = ((Access.Modbus) plan.meters().get(1).access()).registers().getFirst();
    assertThat(ordered.order()).isEqualTo(WordOrder.LOW_FIRST_SWAPPED);
    assertThat(ordered.unavailable()).containsExactly("FEFFFF7F");
    ModbusRegister plain = ((Access.Modbus) plan.meters().get(2).access()).registers().getFirst();
    assertThat(plain.order()).isEqualTo(WordOrder.HIGH_FIRST);
    assertThat(plain.unavailable()).containsExactly("7FFFFFFE");
    assertThatThrownBy(() -> load(PLAN.replace("primary: 5,", "primary: 5, order: low-first,")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(
            "order: wanted nothing: it is no Modbus meter with a map, found an order");
    assertThatThrownBy(() -> load(PLAN.replace("ct: 200/5,", "order: middle-first,")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("order: wanted");
  }

  @Test
  void aPlanIsReadAsItIsWritten() throws Exception {
    SitePlan plan = load(PLAN);
    assertThat(plan.zone()).isEqualTo(ZoneId.of("Europe/Brussels"));
    assertThat(plan.buses())
        .containsExactly(
            new Bus.ModbusRtu(
                new BusId("cellar"), new Bus.SerialLine("/dev/ttyUSB0", 9600, Bus.Parity.NONE, 1)),
            new Bus.MbusTcp(new BusId("boiler"), new Bus.Endpoint("10.0.0.7", 10001), 2400),
            new Bus.ModbusTcp(new BusId("roof"), new Bus.Endpoint("10.0.0.8", 502)),
            new Bus.MbusSerial(
                new BusId("attic"), new Bus.SerialLine("/dev/ttyUSB1", 2400, Bus.Parity.EVEN, 1)));
    assertThat(plan.lot(new LotId("3b")).orElseThrow().shares()).contains(31);
    assertThat(plan.point(new PointId("flat-3b-cold")).orElseThrow().parent())
        .contains(new PointId("main-cold"));
    Meter water = plan.meter(new MeterId("w3b")).orElseThrow();
    assertThat(water.address()).isEqualTo(new Address.Secondary("12345678"));
    assertThat(water.serial()).contains("12345678");
    Meter main = plan.meter(new MeterId("main")).orElseThrow();
    assertThat(main.ratio()).isEqualTo(new Meter.Ratio(200, 5));
    assertThat(main.voltageRatio()).isEqualTo(new Meter.Ratio(20_000, 100));
    assertThat(main.period()).isEqualTo(Duration.ofMinutes(1));
    assertThat(main.to()).contains(LocalDate.of(2026, 6, 1));
    assertThat(plan.metersOn(new BusId("cellar"))).hasSize(3);
    assertThat(plan.revision()).isEqualTo(Revision.FIRST);
  }

  @Test
  void aMeterWithoutAProfileHasItsRegistersInThePlan() throws Exception {
    Meter pulse = load(PLAN).meter(new MeterId("pulse")).orElseThrow();
    assertThat(pulse.profile()).isEqualTo(Optional.empty());
    assertThat(pulse.access()).isInstanceOf(Access.Modbus.class);
    ModbusRegister volume = (ModbusRegister) pulse.access().registers().get(0);
    assertThat(volume.resolution()).isEqualTo(new Resolution(1, 4));
    ModbusRegister flow = (ModbusRegister) pulse.access().registers().get(1);
    assertThat(flow.resolution()).isEqualTo(new Resolution(5, 2));
    assertThat(flow.order()).isEqualTo(ModbusRegister.WordOrder.LOW_FIRST);
    assertThat(flow.address()).isEqualTo(16);
  }

  @Test
  void theHashChangesWithTheText() throws Exception {
    assertThat(load(PLAN).hash()).matches("[0-9a-f]{64}").isEqualTo(load(PLAN).hash());
    assertThat(load(PLAN + "# signed\n").hash()).isNotEqualTo(load(PLAN).hash());
  }

  @Test
  void aControllerHoldsMetersByTags() throws Exception {
    SitePlan plan = load(PLAN_WITH_CONTROLLER);
    assertThat(plan.bus(new BusId("chiller")))
        .contains(new Bus.Plc(new BusId("chiller"), "s7://10.0.0.5"));
    Meter meter = plan.meter(new MeterId("cold")).orElseThrow();
    assertThat(meter.address()).isEqualTo(new Address.Held());
    assertThat(((Access.Plc) meter.access()).registers().getFirst().tag())
        .isEqualTo("%DB10:4:REAL");
    assertThatThrownBy(() -> load(PLAN_WITH_CONTROLLER.replace("s7://", "telnet://")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("plc4x: wanted PROTOCOL://HOST of s7, knxnet-ip");
    assertThatThrownBy(() -> load(PLAN_WITH_CONTROLLER.replace("resolution: 0.1", "scale: 2")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("resolution: wanted");
    assertThatThrownBy(
            () -> load(PLAN_WITH_CONTROLLER.replace("chiller, from", "chiller, unit: 1, from")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("unit");
  }

  @Test
  void anMbusMeterHasRegistersByRecordOrNoneThatAreKnown() throws Exception {
    SitePlan plan = load(PLAN_WITH_CONTROLLER);
    Access.Mbus heat = (Access.Mbus) plan.meter(new MeterId("heat")).orElseThrow().access();
    assertThat(heat.registers().getFirst().name()).hasToString("heat-energy");
    assertThat(heat.requests()).isEqualTo(new MbusRequests(Optional.of(""), Optional.of(24)));
    Access.Mbus other = (Access.Mbus) plan.meter(new MeterId("other")).orElseThrow().access();
    assertThat(other.registers()).isEmpty();
    assertThat(other.requests()).isEqualTo(MbusRequests.USUAL);
    refusedMbus("reset: plain", "reset: x", "reset: wanted 'plain' or 1 to 16 bytes");
    refusedMbus("reads-per-day: 24", "reads-per-day: 0", "reads-per-day: wanted");
    refusedMbus("unit: kWh, resolution: 1 ", "unit: L, resolution: 1 ", "unit: wanted a unit of");
    refusedMbus("bus: boiler, primary: 10", "bus: cellar, unit: 10", "profile: wanted one of");
    refusedMbus("profile: electric,", "profile: electric, mbus: {},", "mbus: wanted nothing");
  }

  // What one meter's battery bears, its plan knows better than its family's profile.
  @Test
  void aPlanSaysOtherwiseThanAProfileKeyByKey() {
    MbusRequests profile = new MbusRequests(Optional.of("10"), Optional.of(24));
    assertThat(new MbusRequests(Optional.empty(), Optional.of(6)).orElse(profile))
        .isEqualTo(new MbusRequests(Optional.of("10"), Optional.of(6)));
  }

  private static void refusedMbus(String from, String to, String message) {
    assertThatThrownBy(() -> load(PLAN_WITH_CONTROLLER.replaceFirst(Pattern.quote(from), to)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void radioHasFourWaysAndItsMetersAreCalledByTheirNumber() throws Exception {
    BusId id = new BusId("air");
    Bus.Endpoint at = new Bus.Endpoint("10.0.0.9", 4000);
    assertThat(radio("/dev/ttyUSB7, receiver: im871a"))
        .isEqualTo(new Bus.RadioReceiver(id, "/dev/ttyUSB7", Bus.Receiver.IM871A));
    assertThat(radio("\"tcp://10.0.0.9:4000\"")).isEqualTo(new Bus.RadioTcp(id, at, LEARNED));
    assertThat(radio("\"udp://10.0.0.9:4000\"")).isEqualTo(new Bus.RadioUdp(id, at, LEARNED));
    assertThat(radio("\"-\"")).isEqualTo(new Bus.RadioInput(id, LEARNED));
    assertThat(radio("\"-\", checksums: kept"))
        .isEqualTo(new Bus.RadioInput(id, Bus.Checksums.KEPT));
    assertThat(radio("\"-\", checksums: stripped"))
        .isEqualTo(new Bus.RadioInput(id, Bus.Checksums.STRIPPED));
    assertThatThrownBy(() -> radio("\"-\", checksums: some"))
        .hasMessageContaining("checksums: wanted");
    assertThatThrownBy(() -> radio("/dev/ttyUSB7, receiver: im871a, checksums: kept"))
        .hasMessageContaining("checksums: wanted nothing");
    assertThatThrownBy(() -> radio("/dev/ttyUSB7")).hasMessageContaining("receiver: wanted im871a");
    assertThatThrownBy(() -> radio("\"-\", receiver: im871a")).hasMessageContaining("need none");
    assertThatThrownBy(() -> radio("\"http://x\"")).hasMessageContaining("wmbus: wanted a device");
    assertThatThrownBy(
            () ->
                load(
                    PLAN.replace("mbus: tcp://10.0.0.7:10001, baud: 2400", "wmbus: \"-\"")
                        .replace("secondary: \"12345678\"", "primary: 7")))
        .hasMessageContaining("primary: wanted secondary");
  }

  private static Bus radio(String place) throws DocumentException {
    return load(PLAN.replace("lots:", "  - { id: air, wmbus: " + place + " }\nlots:"))
        .bus(new BusId("air"))
        .orElseThrow();
  }

  @Test
  void aReferenceToNothingNamesWhatIsNear() {
    refused(
        "point: flat-3b-cold,",
        "point: flat-3b-cld,",
        "plan.yaml:16: point: wanted flat-3b-cold, found 'flat-3b-cld'");
    refused(
        "bus: attic",
        "bus: x9",
        "plan.yaml:27: bus: wanted one of attic, boiler, cellar, roof, found 'x9'");
    refused("lot: 3b", "lot: 3c", "plan.yaml:12: lot: wanted 3b, found '3c'");
    refused("parent: main-cold", "parent: main-hot", "plan.yaml:12: parent: wanted ");
    refused(
        "profile: water, from",
        "profile: wasser, from",
        "plan.yaml:27: profile: wanted a known profile, found 'wasser'");
  }

  @Test
  void anUnknownProfileNamesThoseThatAreNear() {
    String plan =
        PLAN.replace("electric", "eastron-sdm630")
            .replace("profile: water", "profile: itron-bm-plus");
    assertThatThrownBy(() -> SitePlans.load("plan.yaml", plan, Profiles.bundled()))
        .isInstanceOf(DocumentException.class)
        .hasMessage("plan.yaml:16: profile: wanted itron-bm-plus-m, found 'itron-bm-plus'");
  }

  @Test
  void nothingIsThereTwice() {
    refused(
        "id: boiler",
        "id: cellar",
        "plan.yaml:6: id: wanted each identifier once, found 'cellar' a second time");
    refused("id: main-cold", "id: main-elec", "plan.yaml:14: id: wanted each identifier once");
    refused("id: w0", "id: w3b", "plan.yaml:27: id: wanted each identifier once");
    refused(
        "/dev/ttyUSB1",
        "/dev/ttyUSB0",
        "plan.yaml:8: id: wanted each wire once, found the wire of bus cellar again");
    refused(
        "from: 2026-06-01 }",
        "from: 2026-05-31 }",
        "plan.yaml:18: unit: wanted an address that is free on bus cellar, found that of meter main");
    refused(
        "order: low-first, unit: L/h",
        "unit: L/h, is: water-volume",
        "plan.yaml:26: is: wanted each key once");
  }

  @Test
  void pointsDoNotGoInCircles() {
    refused(
        "name: \"Eau froide\" }",
        "name: x, parent: flat-3b-cold }",
        "plan.yaml:12: parent: wanted a point above this one, found a circle");
  }

  @Test
  void addressProfileAndBusAreOfOneProtocol() {
    refused(
        "unit: 1, profile: electric, ct",
        "primary: 1, profile: electric, ct",
        "plan.yaml:17: primary: wanted unit, found primary");
    refused("primary: 5", "unit: 5", "plan.yaml:27: unit: wanted primary or secondary, found unit");
    refused(
        "primary: 5, profile: water",
        "primary: 5, profile: electric",
        "plan.yaml:27: profile: wanted an M-Bus meter, found 'electric', which is none");
    refused(
        "unit: 9",
        "unit: 9\n    primary: 1",
        "plan.yaml:23: primary: wanted one of unit, primary, secondary, found unit and primary");
  }

  @Test
  void impossibleValuesAreRefused() {
    refused(
        "zone: Europe/Brussels",
        "zone: Europe/Brussel",
        "plan.yaml:2: zone: wanted a time zone such as Europe/Brussels, found 'Europe/Brussel': ");
    refused(
        "site: tilleuls-12",
        "site: Tilleuls",
        "plan.yaml:1: site: wanted a building's identifier, found 'Tilleuls': ");
    refused(
        "area-m2: 2140", "area-m2: 0", "plan.yaml:3: area-m2: wanted an area above zero, found 0");
    refused(
        "baud: 9600",
        "baud: 96",
        "plan.yaml:5: baud: wanted an integer from 300 to 115200, found 96");
    refused(
        "parity: none",
        "parity: mark",
        "plan.yaml:5: parity: wanted one of even, none, odd, found 'mark'");
    refused(
        "10.0.0.8:502", "10.0.0.8", "plan.yaml:7: modbus-tcp: wanted HOST:PORT, found '10.0.0.8'");
    refused(
        "10.0.0.8:502",
        "10.0.0.8:70000",
        "plan.yaml:7: modbus-tcp: wanted one that can be, found port 70000 is not in 1..65535");
    refused(
        "tcp://10.0.0.7:10001",
        "10.0.0.7:10001",
        "plan.yaml:6: mbus: wanted tcp://HOST:PORT or a device, found '10.0.0.7:10001'");
    refused(
        "ct: 200/5", "ct: 200/0", "plan.yaml:17: ct: wanted a ratio such as 200/5, found '200/0'");
    refused("ct: 200/5", "ct: 0/5", "plan.yaml:17: ct: wanted a ratio such as 200/5, found '0/5'");
    refused(
        "to: 2026-06-01",
        "to: 2026-02-01",
        "plan.yaml:17: to: wanted one that can be, found meter main: ends before it begins");
    refused(
        "secondary: \"12345678\"",
        "secondary: \"1234\"",
        "plan.yaml:16: secondary: wanted eight digits, found '1234'");
    refused("period: 15m", "period: 15", "plan.yaml:16: period: wanted a duration from 1s to 24h");
    refused(
        "unit: L, scale: 10",
        "unit: kWh, scale: 10",
        "plan.yaml:25: unit: wanted a unit of water-volume, found 'kWh'");
    refused(
        "scale: 10", "scale: 0", "plan.yaml:25: scale: wanted a number other than zero, found 0");
    refused("stop: 1", "stopp: 1", "plan.yaml:5: stopp: wanted stop, found an unknown key");
    refused("id: roof, ", "id: roof, baud: 9600, ", "plan.yaml:7: baud: wanted ");
  }

  // PostgreSQL reads an offset with the opposite sign, and no offset has a summer time.
  @Test
  void aZoneIsARegionAndNoOffset() throws Exception {
    for (String offset : new String[] {"+02:00", "UTC+1", "GMT+1", "Etc/GMT-1", "Z", "GMT0"}) {
      refused(
          "zone: Europe/Brussels",
          "zone: \"" + offset + "\"",
          "plan.yaml:2: zone: wanted a time zone such as Europe/Brussels, found '" + offset + "'");
    }
    for (String region : new String[] {"Europe/Luxembourg", "Indian/Reunion", "UTC"}) {
      assertThat(load(PLAN.replace("Europe/Brussels", region)).zone().getId()).isEqualTo(region);
    }
  }

  @Test
  void aSunSpecDeviceNeedsNoMapAndIsOnAModbus() throws Exception {
    String sunSpec = PLAN.replace("profile: electric, from", "profile: sunspec, from");
    Meter meter = load(sunSpec).meter(new MeterId("main2")).orElseThrow();
    assertThat(meter.access()).isEqualTo(new Access.SunSpec());
    assertThat(meter.profile()).contains(Access.SunSpec.NAME);
    assertThat(SitePlans.describe("plan.yaml", sunSpec).meters()).hasSize(5);
    refused(
        "profile: water, from",
        "profile: sunspec, from",
        "profile: wanted an M-Bus meter, found 'sunspec', which is none");
    for (String order : new String[] {"order: low-first, from", "order: high-first, from"}) {
      String ordered = sunSpec.replace("profile: sunspec, from", "profile: sunspec, " + order);
      String wanted = "order: wanted nothing: it is no Modbus meter with a map, found an order";
      assertThatThrownBy(() -> load(ordered)).hasMessageContaining(wanted);
      assertThatThrownBy(() -> SitePlans.describe("plan.yaml", ordered))
          .hasMessageContaining(wanted);
    }
  }

  @Test
  void aMeterBeganInTheYearsOfMeters() {
    String wanted =
        "plan.yaml:16: from: wanted a date such as 2026-03-01, of the years 1900 to 2200";
    refused("from: 2026-03-01", "from: 0026-03-01", wanted + ", found '0026-03-01'");
    refused("from: 2026-03-01", "from: +20260-03-01", wanted + ", found '+20260-03-01'");
  }

  // The collector stores what others read: it needs the names, not what a profile says.
  @Test
  void aPlanIsDescribedWithoutItsProfilesAsStrictlyAsItIsLoaded() throws Exception {
    String unknown = PLAN.replace("profile: water", "profile: made-in-the-cellar");
    SiteDescription site = SitePlans.describe("plan.yaml", unknown);
    SitePlan plan = load(PLAN);
    assertThat(site.zone()).isEqualTo(plan.zone());
    assertThat(site.lots()).isEqualTo(plan.lots());
    assertThat(site.points()).isEqualTo(plan.points());
    assertThat(site.meters())
        .extracting(InstalledMeter::id)
        .isEqualTo(plan.meters().stream().map(Meter::id).toList());
    assertThat(site.meters().getFirst().profile().orElseThrow()).hasToString("made-in-the-cellar");
    for (String wrong :
        new String[] {
          unknown.replace("lot: 3b", "lot: 4b"),
          unknown.replace("id: main2", "id: main"),
          unknown.replace("to: 2026-06-01, ", ""),
          unknown.replace("unit: L, scale: 10", "unit: kWh, scale: 10"),
          unknown.replace("ct: 200/5", "ct: 200/5, lift: 4"),
          unknown.replace("profile: electric, ct", "ct")
        }) {
      assertThat(wrong).isNotEqualTo(unknown);
      assertThatThrownBy(() -> SitePlans.describe("plan.yaml", wrong))
          .isInstanceOf(DocumentException.class)
          .hasMessageContaining("plan.yaml:");
    }
  }

  static SitePlan load(String text) throws DocumentException {
    return SitePlans.load("plan.yaml", text, SampleProfiles::find);
  }

  private static void refused(String written, String instead, String message) {
    assertThat(PLAN).contains(written);
    assertThatThrownBy(() -> load(PLAN.replaceFirst(Pattern.quote(written), instead)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }
}
