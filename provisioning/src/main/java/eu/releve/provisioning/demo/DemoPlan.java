package eu.releve.provisioning.demo;

import eu.releve.measure.MeterId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The demo's building as a site plan: four floors with four flats, lift, ventilation, heat pump and
 * solar roof on four buses, a boiler room with a server, two customers' ports and a contact.
 *
 * <p>What is said at the ports is said every {@link #SPEAK_EVERY}, and the meters' period is
 * shorter: each telegram is kept, so that it can be held against its readings one for one.
 *
 * @param commonPort Modbus TCP, the common parts' electricity.
 * @param flatsPort Modbus TCP, the flats' electricity.
 * @param waterPort M-Bus, water.
 * @param heatPort M-Bus, heat.
 * @param boilerPort OPC-UA, the boiler room; open, as nobody is there to decide on trust.
 * @param contactPort the kernel's records of a contact's edges.
 * @param ports the customers' ports, a Belgian and a French one.
 */
record DemoPlan(
    int commonPort,
    int flatsPort,
    int waterPort,
    int heatPort,
    int boilerPort,
    int contactPort,
    DemoPorts ports) {
  /** The point that leaks. */
  static final String LEAKING_POINT = "flat-3b-cold";

  /** The point at which water runs all day, for a garden: a pulse every four seconds. */
  static final String WATERED_POINT = "rainwater";

  /** How much runs there: slowly enough that the check sees one pulse that is not counted. */
  static final int WATERED_LITRES_PER_HOUR = 90;

  /** How often a telegram comes at a port. */
  static final Duration SPEAK_EVERY = Duration.ofSeconds(5);

  /** How often the count of pulses is read, by the meter that counts them. */
  static final Map<MeterId, Duration> COUNTED =
      Map.of(new MeterId("w-rain"), Duration.ofSeconds(5));

  /** The meters that nobody asks: they speak, or pulse, by themselves. */
  static final List<MeterId> SPEAKING =
      Stream.of("e-charging", "e-antenna", "w-rain").map(MeterId::new).toList();

  /** Where its days begin. */
  static final ZoneId ZONE = ZoneId.of("Europe/Brussels");

  private static final List<String> FLATS =
      List.of(
          "1a", "1b", "1c", "1d", "2a", "2b", "2c", "2d", "3a", "3b", "3c", "3d", "4a", "4b", "4c",
          "4d");

  /** The site plan's text. */
  public String text() {
    StringBuilder plan = new StringBuilder();
    plan.append(
        """
        # The demo's building: everything in it is simulated.
        site: tilleuls-12
        zone: Europe/Brussels
        area-m2: 1480
        buses:
          - { id: common, modbus-tcp: "tcp://127.0.0.1:%d" }
          - { id: flats, modbus-tcp: "tcp://127.0.0.1:%d" }
          - { id: water, mbus: "tcp://127.0.0.1:%d", baud: 2400 }
          - { id: heat, mbus: "tcp://127.0.0.1:%d", baud: 2400 }
          - { id: boiler-room, opcua: "opc.tcp://127.0.0.1:%d/plc", security: none }
          - { id: garden, gpio: "tcp://127.0.0.1:%d" }
          - { id: car-park, p1: "%s" }
          - { id: roof, tic: "%s", mode: standard }
        lots:
        """
            .formatted(
                commonPort,
                flatsPort,
                waterPort,
                heatPort,
                boilerPort,
                contactPort,
                ports.p1(),
                ports.tic()));
    for (int i = 0; i < FLATS.size(); i++) {
      plan.append(
          "  - { id: flat-%s, kind: dwelling, area-m2: %d, shares: %d }%n"
              .formatted(FLATS.get(i), 62 + 9 * (i % 4), 52 + 7 * (i % 4)));
    }
    points(plan);
    meters(plan);
    return plan.toString();
  }

  private static void points(StringBuilder plan) {
    plan.append(
        """
        points:
          - { id: main-elec, name: "Électricité, compteur général" }
          - { id: lift, name: "Ascenseur", parent: main-elec }
          - { id: ventilation, name: "Ventilation", parent: main-elec }
          - { id: heat-pump, name: "Pompe à chaleur", parent: main-elec }
          - { id: pv, name: "Toiture solaire", bought: false }
          - { id: main-cold, name: "Eau froide, compteur général" }
          - { id: boiler, name: "Chaufferie", bought: false }
          # What others pay for, and the rain: the building does not buy it.
          - { id: charging, name: "Bornes de recharge (port P1)", bought: false }
          - { id: antenna, name: "Antenne de toiture (Linky, TIC)", bought: false }
          - { id: rainwater, name: "Eau de pluie, arrosage (impulsions)", bought: false }
        """);
    for (String flat : FLATS) {
      String label = flat.toUpperCase(java.util.Locale.ROOT);
      plan.append(
          """
            - { id: flat-%1$s-elec, name: "Électricité %2$s", lot: flat-%1$s, parent: main-elec }
            - { id: flat-%1$s-cold, name: "Eau froide %2$s", lot: flat-%1$s, parent: main-cold }
            - { id: flat-%1$s-heat, name: "Chauffage %2$s", lot: flat-%1$s, bought: false }
          """
              .formatted(flat, label));
    }
  }

  private static void meters(StringBuilder plan) {
    plan.append(
        """
        meters:
          - { id: e-main, point: main-elec, bus: common, unit: 1, profile: abb-b23, from: 2025-01-01, period: 2s }
          - { id: e-lift, point: lift, bus: common, unit: 2, profile: eastron-sdm630, from: 2025-01-01, period: 2s }
          - { id: e-vent, point: ventilation, bus: common, unit: 3, profile: eastron-sdm630, from: 2025-01-01, period: 5s }
          - { id: e-hp, point: heat-pump, bus: common, unit: 4, profile: schneider-iem3155, from: 2025-01-01, period: 2s }
          - { id: e-pv, point: pv, bus: common, unit: 5, profile: schneider-iem3155, from: 2025-01-01, period: 2s }
          - { id: w-main, point: main-cold, bus: water, primary: 1, profile: itron-bm-plus-m, from: 2025-01-01, period: 10s }
          - id: h-boiler
            point: boiler
            bus: boiler-room
            from: 2025-01-01
            period: 5s
            registers:
              - { is: heat-energy, node: "ns=2;s=Boiler.Energy", unit: kWh }
              - { is: heat-volume, node: "ns=2;s=Boiler.Volume", unit: m3, scale: 0.001 }
              - { is: thermal-power, node: "ns=2;s=Boiler.Power", unit: kW, scale: 0.1 }
              - { is: supply-temperature, node: "ns=2;s=Boiler.Temperatures", index: 0, unit: degC }
              - { is: return-temperature, node: "ns=2;s=Boiler.Temperatures", index: 1, unit: degC }
          - id: e-charging
            point: charging
            bus: car-park
            from: 2025-01-01
            period: 2s
            consent: { reference: "DEMO-0001, exploitant des bornes", ends: 2099-12-31 }
          - { id: e-antenna, point: antenna, bus: roof, from: 2025-01-01, period: 2s }
          - { id: w-rain, point: rainwater, bus: garden, line: 17, from: 2025-01-01, period: 5s,
              registers: [ { is: water-volume, unit: L, pulse: 0.1, start: 48210 } ] }
        """);
    for (int i = 0; i < FLATS.size(); i++) {
      plan.append(
          """
            - { id: e-%1$s, point: flat-%1$s-elec, bus: flats, unit: %2$d, profile: eastron-sdm630, from: 2025-01-01, period: 5s }
            - { id: w-%1$s, point: flat-%1$s-cold, bus: water, primary: %3$d, profile: itron-bm-plus-m, from: 2025-01-01, period: 10s }
            - { id: h-%1$s, point: flat-%1$s-heat, bus: heat, primary: %2$d, profile: kamstrup-multical-601, from: 2025-01-01, period: 10s }
          """
              .formatted(FLATS.get(i), i + 1, i + 2));
    }
  }
}
