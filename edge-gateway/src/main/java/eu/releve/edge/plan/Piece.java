package eu.releve.edge.plan;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.RegisterRange;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Requests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is read in one request: a register with its exponent, or registers that the meter takes at
 * one moment, or a block that meters may refuse to answer in parts.
 *
 * @param range where it lies.
 * @param registers in it, at least one.
 * @param isBlock whether it is read in parts when the meter refuses to answer it whole; otherwise
 *     it is read whole or not at all.
 */
public record Piece(RegisterRange range, List<ModbusRegister> registers, boolean isBlock) {
  static final Comparator<Piece> BY_PLACE =
      Comparator.<Piece>comparingInt(piece -> piece.range().function())
          .thenComparingInt(Piece::from)
          .thenComparingInt(Piece::until);

  public Piece {
    registers = List.copyOf(registers);
    require(!registers.isEmpty(), "nothing at %s", range);
  }

  /** Read whole or not at all. */
  public Piece(RegisterRange range, List<ModbusRegister> registers) {
    this(range, registers, false);
  }

  /** The registers of a block by themselves, in the order of their places; those of no other. */
  List<Piece> parts() {
    return isBlock ? registers.stream().map(Piece::of).sorted(BY_PLACE).toList() : List.of(this);
  }

  /** A register by itself. */
  public static Piece of(ModbusRegister register) {
    return new Piece(
        new RegisterRange(register.function(), register.from(), register.until() - register.from()),
        List.of(register));
  }

  /** All that a meter has, in the order of its places. */
  public static List<Piece> of(Access.Modbus access) {
    List<ModbusRegister> single = new ArrayList<>(access.registers());
    List<Piece> pieces = new ArrayList<>();
    for (Requests.Span span : access.requests().together()) {
      List<ModbusRegister> its = single.stream().filter(each -> isWithin(each, span)).toList();
      if (!its.isEmpty()) {
        pieces.add(new Piece(new RegisterRange(span.function(), span.at(), span.words()), its));
        single.removeAll(its);
      }
    }
    single.forEach(register -> pieces.add(of(register)));
    pieces.sort(BY_PLACE);
    return List.copyOf(pieces);
  }

  private static boolean isWithin(ModbusRegister register, Requests.Span span) {
    return register.function() == span.function()
        && span.at() <= register.from()
        && register.until() <= span.end();
  }

  int from() {
    return range.address();
  }

  int until() {
    return range.end();
  }
}
