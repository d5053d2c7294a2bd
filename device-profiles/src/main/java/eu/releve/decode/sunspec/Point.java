package eu.releve.decode.sunspec;

import eu.releve.measure.Phase;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * One value of a SunSpec model.
 *
 * @param demanded whether the model demands it of a device with all phases.
 * @param offset in words from the model's first.
 * @param type how it is written.
 * @param exponentOffset of its scale factor, in words from the model's first.
 * @param unit before the scale factor.
 * @param name what it is to us.
 * @param reversed whether positive is towards the network.
 */
record Point(
    boolean demanded,
    int offset,
    PointType type,
    Optional<Integer> exponentOffset,
    Unit unit,
    RegisterName name,
    boolean reversed) {

  /** Whether a device with so many phases can have it. */
  boolean fits(int phases) {
    return switch (name.phase()) {
      case ALL, N, L1, L1_L2 -> true;
      case L2 -> phases >= 2;
      case L3, L2_L3, L3_L1 -> phases >= 3;
    };
  }

  /** As the value of a later device of the same chain. */
  RegisterName name(int subunit) {
    Phase phase = name.phase();
    return new RegisterName(
        name.quantity(), name.extreme(), phase, name.tariff(), name.storage(), subunit);
  }

  /**
   * The value of one device.
   *
   * @param address of its model's first word.
   * @param subunit 0 for the first device of the chain.
   */
  ModbusRegister at(int address, int subunit, Resolution resolution) {
    return new ModbusRegister(
        name(subunit),
        3,
        address + offset,
        type.type(),
        type.type().words(),
        WordOrder.HIGH_FIRST,
        reversed ? BigDecimal.ONE.negate() : BigDecimal.ONE,
        unit,
        resolution,
        type.unavailable(),
        exponentOffset.map(its -> address + its),
        Optional.empty());
  }
}
