package eu.releve.edge.simulate;

import eu.releve.measure.BusId;
import eu.releve.measure.LotId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.Revision;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A small building of every kind of point, on one Modbus and one M-Bus. */
final class SamplePlan {
  static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  static final ZoneId ZONE = ZoneId.of("Europe/Brussels");

  static final Access.Modbus WHOLE_NUMBERS =
      new Access.Modbus(
          List.of(
              modbus("active-energy-import", 3, 0x5000, DataType.U64, "0.01", Unit.KWH, 10),
              modbus("active-energy-export", 3, 0x5004, DataType.U64, "0.01", Unit.KWH, 10),
              modbus("voltage.l1", 3, 0x5B00, DataType.U32, "0.1", Unit.V, 100),
              modbus("current.l1", 3, 0x5B0C, DataType.U32, "0.01", Unit.A, 10),
              modbus("active-power", 3, 0x5B14, DataType.I32, "0.01", Unit.W, 10),
              modbus("frequency", 3, 0x5B2C, DataType.U16, "0.01", Unit.HZ, 10),
              modbus("power-factor", 3, 0x5B3A, DataType.I16, "0.001", Unit.RATIO, 1)));

  static final Access.Modbus FLOATS =
      new Access.Modbus(
          List.of(
              modbus("voltage.l1", 4, 0, DataType.FLOAT32, "1", Unit.V, 1),
              modbus("active-power.l1", 4, 0x0C, DataType.FLOAT32, "1", Unit.W, 1),
              modbus("active-power", 4, 0x34, DataType.FLOAT32, "1", Unit.W, 1),
              modbus("active-energy-import", 4, 0x48, DataType.FLOAT32, "1", Unit.KWH, 1),
              modbus("active-energy-export", 4, 0x4A, DataType.FLOAT32, "1", Unit.KWH, 1)));

  static final Access.Mbus WATER =
      new Access.Mbus(
          Optional.of(new Access.Recognition("ACW", Optional.of(14), Optional.of(6))),
          List.of(
              mbus("water-volume", Unit.M3, 1, 3),
              mbus("volume-flow", Unit.M3_PER_H, 1, 3),
              mbus("meter-clock", Unit.S, 60, 0),
              mbus("water-volume.s1", Unit.M3, 1, 3),
              mbus("meter-clock.s1", Unit.S, 8_640, 1)));

  static final Access.Mbus HEAT =
      new Access.Mbus(
          Optional.of(new Access.Recognition("KAM", Optional.of(8), Optional.of(4))),
          List.of(
              mbus("heat-energy", Unit.KWH, 36, 5),
              mbus("heat-volume", Unit.M3, 1, 4),
              mbus("thermal-power", Unit.W, 1, 5),
              mbus("supply-temperature", Unit.DEG_C, 1, 1),
              mbus("return-temperature", Unit.DEG_C, 1, 1),
              mbus("thermal-power.max", Unit.W, 1, 5),
              mbus("heat-energy.t2.s3", Unit.KWH, 36, 5),
              mbus("error-flags", Unit.RATIO, 1, 0)));

  private SamplePlan() {}

  static SitePlan of(int modbusPort, int mbusPort) {
    Bus modbus = new Bus.ModbusTcp(new BusId("cellar"), endpoint(modbusPort));
    Bus mbus = new Bus.MbusTcp(new BusId("boiler"), endpoint(mbusPort), 2400);
    return new SitePlan(
        new SiteId("tilleuls-12"),
        Revision.FIRST,
        ZONE,
        Optional.empty(),
        List.of(modbus, mbus),
        List.of(
            new Lot(new LotId("1a"), Lot.Kind.DWELLING, Optional.empty(), Optional.empty()),
            new Lot(new LotId("1b"), Lot.Kind.DWELLING, Optional.empty(), Optional.empty())),
        List.of(
            point("main-elec", "", ""),
            point("lift", "main-elec", ""),
            point("ventilation", "main-elec", ""),
            point("heat-pump", "main-elec", ""),
            point("pv", "main-elec", ""),
            point("flat-1a-elec", "main-elec", "1a"),
            point("main-cold", "", ""),
            point("flat-1a-cold", "main-cold", "1a"),
            point("flat-1b-cold", "main-cold", "1b"),
            point("flat-1a-heat", "", "1a")),
        List.of(
            electric("e-main", "main-elec", 1, WHOLE_NUMBERS, new Meter.Ratio(200, 5)),
            electric("e-lift", "lift", 2, FLOATS, Meter.Ratio.ONE),
            electric("e-vent", "ventilation", 3, FLOATS, Meter.Ratio.ONE),
            electric("e-pump", "heat-pump", 4, WHOLE_NUMBERS, Meter.Ratio.ONE),
            electric("e-pv", "pv", 5, WHOLE_NUMBERS, Meter.Ratio.ONE),
            electric("e-1a", "flat-1a-elec", 6, FLOATS, Meter.Ratio.ONE),
            onMbus("w-main", "main-cold", new Address.Primary(1), WATER),
            onMbus("w-1a", "flat-1a-cold", new Address.Primary(2), WATER),
            onMbus("w-1b", "flat-1b-cold", new Address.Secondary("00112233"), WATER),
            onMbus("h-1a", "flat-1a-heat", new Address.Primary(4), HEAT)),
        "");
  }

  static Bus.Endpoint endpoint(int port) {
    return new Bus.Endpoint("127.0.0.1", port);
  }

  static ModbusRegister modbus(
      String name, int function, int at, DataType type, String scale, Unit unit, int resolution) {
    return new ModbusRegister(
        RegisterName.parse(name),
        function,
        at,
        type,
        WordOrder.HIGH_FIRST,
        new BigDecimal(scale),
        unit,
        new Resolution(resolution, 0),
        List.of());
  }

  static MbusRegister mbus(String name, Unit unit, int mantissa, int exponent) {
    return new MbusRegister(RegisterName.parse(name), unit, new Resolution(mantissa, exponent));
  }

  private static Point point(String id, String parent, String lot) {
    return new Point(
        new PointId(id),
        id,
        lot.isEmpty() ? Optional.empty() : Optional.of(new LotId(lot)),
        parent.isEmpty() ? Optional.empty() : Optional.of(new PointId(parent)));
  }

  static Meter electric(String id, String point, int unit, Access access, Meter.Ratio ratio) {
    return meter(id, point, "cellar", new Address.Unit(unit), access, ratio);
  }

  private static Meter onMbus(String id, String point, Address address, Access access) {
    return meter(id, point, "boiler", address, access, Meter.Ratio.ONE);
  }

  private static Meter meter(
      String id, String point, String bus, Address address, Access access, Meter.Ratio ratio) {
    return new Meter(
        new MeterId(id),
        new PointId(point),
        new BusId(bus),
        address,
        access,
        Optional.empty(),
        ratio,
        Meter.Ratio.ONE,
        Optional.of("0" + Math.floorMod(Chance.hash(id), 10_000_000)),
        FIRST,
        Optional.empty(),
        Duration.ofMinutes(1));
  }
}
