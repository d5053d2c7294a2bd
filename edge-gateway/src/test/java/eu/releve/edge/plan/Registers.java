package eu.releve.edge.plan;

import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Registers for tests: each named after its place. */
public final class Registers {
  private Registers() {}

  /** A voltage at that place. */
  public static Piece at(int function, int address, DataType type) {
    return Piece.of(
        new ModbusRegister(
            new RegisterName(
                Quantity.VOLTAGE, RegisterName.Extreme.NONE, Phase.L1, 0, address + 1, function),
            function,
            address,
            type,
            WordOrder.HIGH_FIRST,
            BigDecimal.ONE,
            Unit.V,
            Resolution.ONE_STEP,
            List.of()));
  }

  /** A voltage at that place whose exponent stands elsewhere. */
  static Piece scaled(int address, int exponentAt) {
    ModbusRegister plain = at(3, address, DataType.U16).registers().getFirst();
    return Piece.of(
        new ModbusRegister(
            plain.name(),
            3,
            address,
            DataType.U16,
            1,
            WordOrder.HIGH_FIRST,
            BigDecimal.ONE,
            Unit.V,
            Resolution.ONE_STEP,
            List.of(),
            Optional.of(exponentAt),
            Optional.empty()));
  }
}
