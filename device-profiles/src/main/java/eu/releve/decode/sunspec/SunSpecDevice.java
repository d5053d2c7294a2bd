package eu.releve.decode.sunspec;

import static eu.releve.measure.Require.require;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.Kind;
import eu.releve.measure.Phase;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.Access;
import eu.releve.profile.Fingerprint;
import eu.releve.profile.IdentityRegister;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Requests;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a SunSpec device said of itself.
 *
 * <p>The first measuring model is the device; further ones, such as the meters behind an inverter,
 * are its subunits, counted from 1.
 *
 * @param base where its chain begins.
 * @param models its chain, in order; at least one.
 */
public record SunSpecDevice(int base, List<SunSpecModel> models) {
  private static final int COMMON = 1;
  private static final int EXPONENT_MAX = 10;

  public SunSpecDevice {
    models = List.copyOf(models);
    require(!models.isEmpty(), "a SunSpec device without models");
  }

  /** Who it is: what its first common model says. */
  public Map<IdentityRegister.What, String> identity() {
    return commons().findFirst().map(Common::read).orElse(Map.of());
  }

  /**
   * How it is read, without a profile.
   *
   * <p>A value that the device did not have when it was asked is left out, unless its model demands
   * it, for an inverter sleeps at night, or it counts by phase what the device counts in all. The
   * resolution is that of the scale factors of the same moment.
   *
   * @return nothing when it measures nothing that we read.
   */
  public Optional<Access.Modbus> access() {
    List<ModbusRegister> registers = new ArrayList<>();
    List<Integer> boundaries = new ArrayList<>();
    int subunit = 0;
    for (SunSpecModel model : models) {
      if (model.isMeasuring() && model.contents().length > 0) {
        registers.addAll(registers(model, subunit));
        subunit++;
      }
      boundaries.add(model.address());
    }
    if (registers.isEmpty()) {
      return Optional.empty();
    }
    List<IdentityRegister> identity =
        commons().findFirst().map(model -> Common.registers(model.address())).orElse(List.of());
    return Optional.of(
        new Access.Modbus(
            registers,
            new Requests(
                Access.Modbus.WORDS_MAX,
                Access.Modbus.WORDS_MAX,
                boundaries.stream().filter(address -> address > 0).toList(),
                List.of(),
                Duration.ZERO),
            identity,
            List.of(new Fingerprint.Contents(3, base, List.of("53756E53")))));
  }

  /** Its chain without what stands in the models. */
  public SunSpecChain chain() {
    return new SunSpecChain(
        base,
        models.stream()
            .map(model -> new SunSpecChain.Header(model.number(), model.address(), model.words()))
            .toList());
  }

  private Stream<SunSpecModel> commons() {
    return models.stream()
        .filter(model -> model.number() == COMMON && model.contents().length == 2 * Common.WORDS);
  }

  private static List<ModbusRegister> registers(SunSpecModel model, int subunit) {
    List<ModbusRegister> registers = new ArrayList<>();
    for (Point point : Models.points(model.number())) {
      Optional<Integer> exponent = point.exponentOffset().map(offset -> word(model, offset));
      boolean scaled = exponent.map(e -> Math.abs(e) <= EXPONENT_MAX).orElse(true);
      if (scaled && point.fits(Models.phases(model.number()))) {
        registers.add(register(model, point, exponent, subunit));
      }
    }
    Set<RegisterName> there = new HashSet<>();
    RegisterBlock block = new RegisterBlock(3, model.address() + 2, model.contents());
    for (Decoded decoded : new ModbusDecoder(registers, Transformers.NONE).decode(block)) {
      if (!(decoded.outcome() instanceof Outcome.Unavailable)) {
        there.add(decoded.name());
      }
    }
    for (Point point : Models.points(model.number())) {
      if (point.demanded() || (point.type().isCounter() && there.contains(total(point, subunit)))) {
        there.add(point.name(subunit));
      }
    }
    return registers.stream().filter(register -> there.contains(register.name())).toList();
  }

  /** The sum of the phases: a device that has it may have theirs too. */
  private static RegisterName total(Point point, int subunit) {
    return new RegisterName(
        point.name().quantity(), RegisterName.Extreme.NONE, Phase.ALL, 0, 0, subunit);
  }

  private static ModbusRegister register(
      SunSpecModel model, Point point, Optional<Integer> exponent, int subunit) {
    BigDecimal step =
        smallest(point, exponent).multiply(point.unit().stepsOf(point.name().quantity()));
    return point.at(model.address(), subunit, Resolution.nearest(step));
  }

  /** In the point's unit; a float32 of Wh tells 64 Wh below 1,000,000 kWh. */
  private static BigDecimal smallest(Point point, Optional<Integer> exponent) {
    if (point.type() == PointType.FLOAT32) {
      boolean counter = point.name().quantity().kind() == Kind.COUNTER;
      return counter ? BigDecimal.valueOf(64) : new BigDecimal("0.001");
    }
    return BigDecimal.ONE.scaleByPowerOfTen(exponent.orElse(0));
  }

  private static int word(SunSpecModel model, int offset) {
    byte[] contents = model.contents();
    int at = 2 * (offset - 2);
    return (short) ((contents[at] & 0xFF) << 8 | (contents[at + 1] & 0xFF));
  }
}
