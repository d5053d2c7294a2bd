package eu.releve.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A cellar with 30 meters on three buses: what hangs there, as the simulator plays it, and what the
 * installer's list says of it. The list has no address but where a meter does not say its number.
 *
 * @param commonPort Modbus TCP, the common parts' electricity.
 * @param flatsPort Modbus RTU behind a converter, the flats' electricity.
 * @param waterPort wired M-Bus, water and heat.
 */
record InstallersCellar(int commonPort, int flatsPort, int waterPort) {
  static final int METERS = 30;
  static final int COMMON = 4;
  static final int FLATS = 12;
  static final int ON_MBUS = 14;

  private static final List<String> NAMES =
      List.of("1a", "1b", "1c", "2a", "2b", "2c", "3a", "3b", "3c", "4a", "4b", "4c");

  /**
   * A meter.
   *
   * @param id by which the simulator calls it.
   * @param serial on its plate; empty where nobody can read it over the bus.
   * @param row of the list.
   * @param counter its main counter.
   */
  record Hanging(String id, String where, String serial, String row, String counter) {}

  /** All of them. */
  List<Hanging> meters() {
    List<Hanging> all = new ArrayList<>();
    all.add(
        new Hanging(
            "main",
            "bus: commun, unit: 1, profile: abb-b23",
            "",
            ";commun;1;;Général électricité;;;1 min;P-001;2024",
            "active-energy-import"));
    all.add(common("lift", 2, "eastron-sdm120", "30120441", "Ascenseur"));
    all.add(common("fan", 3, "inepro-pro380", "22070018", "Ventilation"));
    all.add(common("pump", 4, "eastron-sdm72d-m-2", "30120999", "Pompe à chaleur"));
    for (int i = 0; i < FLATS; i++) {
      String serial = Integer.toString(19_274_801 + 37 * i);
      all.add(
          new Hanging(
              "e-" + NAMES.get(i),
              "bus: appartements, unit: %d, profile: eastron-sdm120".formatted(i + 1),
              serial,
              "%s;;;%s;;électricité;Général électricité;1 min;E-%03d;2024"
                  .formatted(serial, flat(i), i),
              "active-energy-import"));
    }
    all.add(
        mbus(
            "w-main", "itron-cyble-m-bus", "08123450", ";Général eau;eau froide;", "water-volume"));
    for (int i = 0; i < FLATS; i++) {
      String serial = "%08d".formatted(10_203_040L + 7_010_203L * i);
      all.add(
          mbus(
              "w-" + NAMES.get(i),
              "itron-cyble-m-bus",
              serial,
              "%s;;eau froide;Général eau".formatted(flat(i)),
              "water-volume"));
    }
    all.add(
        mbus("heat", "kamstrup-multical-601", "68123451", ";Chaufferie;chauffage;", "heat-energy"));
    return all;
  }

  private static Hanging common(String id, int unit, String profile, String serial, String name) {
    return new Hanging(
        id,
        "bus: commun, unit: %d, profile: %s".formatted(unit, profile),
        serial,
        "%s;;;;%s;électricité;Général électricité;1 min;P-00%d;2024".formatted(serial, name, unit),
        "active-energy-import");
  }

  private static Hanging mbus(
      String id, String profile, String serial, String row, String counter) {
    return new Hanging(
        id,
        "bus: eau, secondary: \"%s\", profile: %s".formatted(serial, profile),
        serial,
        "%s;;;%s;15 min;W-%s;2023".formatted(serial, row, serial.substring(0, 3)),
        counter);
  }

  private static String flat(int index) {
    return NAMES.get(index).toUpperCase(Locale.ROOT);
  }

  /** The plan that the simulator plays; nobody else sees it. */
  String played() {
    StringBuilder plan = new StringBuilder("site: cave\nzone: Europe/Brussels\nbuses:\n");
    buses().forEach(bus -> plan.append("  - { ").append(bus).append(" }\n"));
    StringBuilder meters = new StringBuilder("meters:\n");
    plan.append("points:\n");
    for (Hanging meter : meters()) {
      plan.append("  - { id: at-%s, name: \"%s\" }%n".formatted(meter.id, meter.id));
      meters.append(
          "  - { id: %s, point: at-%s, %s, serial: \"%s\", from: 2025-01-01, period: 1m }%n"
              .formatted(
                  meter.id,
                  meter.id,
                  meter.where,
                  meter.serial.isEmpty() ? "B23-7741" : meter.serial));
    }
    return plan.append(meters).toString();
  }

  /** The buses, as a plan has them. */
  List<String> buses() {
    return List.of(
        "id: commun, modbus-tcp: \"tcp://127.0.0.1:%d\"".formatted(commonPort),
        "id: appartements, modbus-rtu: \"tcp://127.0.0.1:%d\", baud: 9600".formatted(flatsPort),
        "id: eau, mbus: \"tcp://127.0.0.1:%d\", baud: 2400".formatted(waterPort));
  }

  /** The installer's list, as his office exported it. */
  String list() {
    StringBuilder list =
        new StringBuilder(
            "N° de série;Bus;Adresse Modbus;Appartement;Nom;Fluide;Compteur général;"
                + "Période;Plomb;Année MID\n");
    meters().forEach(meter -> list.append(meter.row).append('\n'));
    return list.toString();
  }
}
