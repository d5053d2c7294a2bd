package eu.releve.decode.sunspec;

import eu.releve.measure.Phase;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
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
}
