package eu.releve.edge.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The reference building as a site plan: 80 electricity, 90 heat and 80 water meters, every 15
 * minutes of simulated time, 20 registers every second, and a boiler room whose server watches ten.
 */
final class FootprintPlan {
  /** Twenty registers of one meter, as a technician watches them. */
  private static final List<String> LIVE =
      Stream.of(
              phases("voltage", "V"),
              phases("current", "A"),
              phases("active-power", "W"),
              phases("reactive-power", "var"),
              phases("apparent-power", "VA"),
              phases("power-factor", "\"1\""),
              Stream.of("frequency, unit: Hz", "active-power, unit: W"))
          .flatMap(registers -> registers)
          .toList();

  /** Of the electricity meters; the others hang on a serial line. */
  private static final int ON_TCP = 60;

  private FootprintPlan() {}

  /**
   * The plan's text.
   *
   * @param rtuDevice the serial line of a quarter of the electricity meters.
   * @param opcuaPort the boiler room's server, open as the bench has nobody who decides on trust.
   * @param seconds between two polls of a meter: 15 minutes at the speed of the simulation.
   */
  static String text(int modbusPort, String rtuDevice, int mbusPort, int opcuaPort, int seconds) {
    StringBuilder points = new StringBuilder("points:\n");
    StringBuilder meters = new StringBuilder("meters:\n");
    for (int i = 1; i <= 80; i++) {
      String bus = i <= ON_TCP ? "electricity" : "basement";
      add(points, meters, "e" + i, bus + ", unit: " + i, "abb-b23", seconds);
    }
    for (int i = 1; i <= 90; i++) {
      add(
          points,
          meters,
          "h" + i,
          "heat-and-water, primary: " + i,
          "kamstrup-multical-601",
          seconds);
    }
    for (int i = 1; i <= 80; i++) {
      int address = 90 + i;
      add(
          points,
          meters,
          "w" + i,
          "heat-and-water, primary: " + address,
          "itron-bm-plus-m",
          seconds);
    }
    points.append("  - { id: p-live, name: \"live\" }\n");
    meters
        .append("  - { id: live, point: p-live, bus: electricity, unit: 200, from: 2025-01-01,")
        .append(" period: 1s, registers: [\n");
    for (int i = 0; i < LIVE.size(); i++) {
      meters.append(
          String.format(
              Locale.ROOT,
              "      { is: %s, function: 3, at: %d, type: float32, resolution: 0.1 }%s%n",
              LIVE.get(i),
              i * 2,
              i == LIVE.size() - 1 ? " ] }" : ","));
    }
    boilerRoom(points, meters, seconds);
    return """
      site: footprint
      zone: Europe/Brussels
      buses:
        - { id: electricity, modbus-tcp: "tcp://127.0.0.1:%d" }
        - { id: basement, modbus-rtu: "%s", baud: 19200, parity: even }
        - { id: heat-and-water, mbus: "tcp://127.0.0.1:%d", baud: 2400 }
        - { id: boiler-room, opcua: "opc.tcp://127.0.0.1:%d/plc", security: none }
      """
            .formatted(modbusPort, rtuDevice, mbusPort, opcuaPort)
        + points
        + meters;
  }

  private static void boilerRoom(StringBuilder points, StringBuilder meters, int seconds) {
    points.append("  - { id: p-boilers, name: \"boiler room\" }\n");
    meters.append(
        """
          - id: boilers
            point: p-boilers
            bus: boiler-room
            from: 2025-01-01
            period: %ds
            sampling: 1s
            registers:
              - { is: heat-energy, node: "ns=2;s=Boilers.Energy", unit: kWh }
              - { is: heat-volume, node: "ns=2;s=Boilers.Volume", unit: m3, scale: 0.001 }
              - { is: thermal-power, node: "ns=2;s=Boilers.Power", unit: kW, scale: 0.1 }
              - { is: volume-flow, node: "ns=2;s=Boilers.Flow", unit: m3/h, scale: 0.001 }
              - { is: supply-temperature, node: "ns=2;s=Boilers.Temperatures", index: 0, unit: degC }
              - { is: return-temperature, node: "ns=2;s=Boilers.Temperatures", index: 1, unit: degC }
              - { is: heat-energy.s1, node: "ns=2;s=Boilers.January", unit: kWh }
              - { is: heat-energy.s2, node: "ns=2;s=Boilers.February", unit: kWh }
              - { is: heat-volume.s1, node: "ns=2;s=Boilers.VolumeJanuary", unit: m3, scale: 0.001 }
              - { is: heat-volume.s2, node: "ns=2;s=Boilers.VolumeFebruary", unit: m3, scale: 0.001 }
        """
            .formatted(seconds));
  }

  private static Stream<String> phases(String quantity, String unit) {
    return Stream.of("l1", "l2", "l3").map(phase -> quantity + "." + phase + ", unit: " + unit);
  }

  private static void add(
      StringBuilder points,
      StringBuilder meters,
      String id,
      String place,
      String profile,
      int seconds) {
    points.append("  - { id: p-").append(id).append(", name: \"flat ").append(id).append("\" }\n");
    meters.append(
        "  - { id: %s, point: p-%s, bus: %s, profile: %s, from: 2025-01-01, period: %ds }%n"
            .formatted(id, id, place, profile, seconds));
  }
}
