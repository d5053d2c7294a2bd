package eu.releve.edge.simulate;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.wire.Catalogue;
import java.time.LocalDate;
import java.util.List;

/**
 * One register of a reference meter, at the resolution of real ones: ABB B23 over Modbus, Kamstrup
 * MULTICAL 403 and 21 over M-Bus.
 *
 * @param name its name.
 * @param unit in which the meter states it.
 * @param resolution in steps of its quantity.
 * @param source where its value comes from.
 */
record ReferenceRegister(RegisterName name, Unit unit, Resolution resolution, Source source) {
  /** When a value was taken. */
  enum Source {
    NOW,
    MIDNIGHT,
    HIGHEST_YESTERDAY,
    DAILY
  }

  /** Two blocks of registers, so two answers. */
  static final List<List<ReferenceRegister>> ELECTRICITY =
      List.of(
          List.of(
              now("active-energy-import", Unit.KWH, 1, 1),
              now("active-energy-export", Unit.KWH, 1, 1)),
          List.of(
              now("voltage.l1", Unit.V, 1, 2),
              now("voltage.l2", Unit.V, 1, 2),
              now("voltage.l3", Unit.V, 1, 2),
              now("current.l1", Unit.A, 1, 1),
              now("current.l2", Unit.A, 1, 1),
              now("current.l3", Unit.A, 1, 1),
              now("active-power", Unit.W, 1, 1),
              now("frequency", Unit.HZ, 1, 1)));

  static final List<List<ReferenceRegister>> HEAT =
      List.of(
          List.of(
              now("heat-energy", Unit.KWH, 3_600, 3),
              now("heat-volume", Unit.M3, 1, 4),
              now("thermal-power", Unit.KW, 1, 5),
              now("volume-flow", Unit.L_PER_H, 1, 3),
              now("supply-temperature", Unit.DEG_C, 1, 1),
              now("return-temperature", Unit.DEG_C, 1, 1),
              of("heat-energy.s1", Unit.KWH, 3_600, 3, Source.MIDNIGHT),
              of("heat-volume.s1", Unit.M3, 1, 4, Source.MIDNIGHT),
              of("thermal-power.max.s1", Unit.KW, 1, 5, Source.HIGHEST_YESTERDAY),
              of("operating-time", Unit.D, 864, 2, Source.MIDNIGHT)));

  static final List<List<ReferenceRegister>> WATER =
      List.of(
          List.of(
              now("water-volume", Unit.M3, 1, 3),
              now("water-volume.s1", Unit.M3, 1, 3),
              now("water-volume.s2", Unit.M3, 1, 3),
              now("water-volume.s3", Unit.M3, 1, 3),
              of("volume-flow.max.s1", Unit.L_PER_H, 1, 3, Source.HIGHEST_YESTERDAY),
              of("medium-temperature.max.s1", Unit.DEG_C, 1, 3, Source.DAILY),
              of("medium-temperature.min.s1", Unit.DEG_C, 1, 3, Source.DAILY),
              of("outdoor-temperature.min.s1", Unit.DEG_C, 1, 3, Source.DAILY),
              of("operating-time", Unit.D, 864, 2, Source.MIDNIGHT),
              of("error-flags", Unit.RATIO, 1, 0, Source.DAILY)));

  private static ReferenceRegister now(String name, Unit unit, int mantissa, int exponent) {
    return of(name, unit, mantissa, exponent, Source.NOW);
  }

  private static ReferenceRegister of(
      String name, Unit unit, int mantissa, int exponent, Source source) {
    return new ReferenceRegister(
        RegisterName.parse(name), unit, new Resolution(mantissa, exponent), source);
  }

  Catalogue.Entry entry(int number, MeterId meter) {
    return new Catalogue.Entry(number, meter, name, resolution, unit);
  }

  /** A temperature of the day in milli-degrees, or a flag that one meter in twenty shows. */
  long daily(Chance chance, LocalDate day) {
    double share = chance.of(name.toString()).share(day.toEpochDay());
    return switch (name.quantity()) {
      case ERROR_FLAGS -> chance.of("fault").share() < 0.05 ? 4 : 0;
      default ->
          Math.round((name.extreme() == RegisterName.Extreme.MAX ? 14 : 9) * 1_000 + 6_000 * share);
    };
  }
}
