package eu.releve.provisioning.demo;

import java.time.ZoneId;
import java.util.List;

/**
 * The demo's building as a site plan: four floors with four flats, lift, ventilation, heat pump and
 * solar roof on four buses.
 *
 * @param commonPort Modbus TCP, the common parts' electricity.
 * @param flatsPort Modbus TCP, the flats' electricity.
 * @param waterPort M-Bus, water.
 * @param heatPort M-Bus, heat.
 */
public record DemoPlan(int commonPort, int flatsPort, int waterPort, int heatPort) {
  /** The point that leaks. */
  public static final String LEAKING_POINT = "flat-3b-cold";

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
        lots:
        """
            .formatted(commonPort, flatsPort, waterPort, heatPort));
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
