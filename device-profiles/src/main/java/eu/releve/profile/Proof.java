package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import java.util.HexFormat;
import java.util.Map;

/**
 * A raw answer and the values that it must give.
 *
 * @param origin how the answer was come by.
 * @param source where from, for people.
 * @param function for Modbus 3 or 4; 0 for M-Bus.
 * @param at for Modbus the 0-based address of the first word; 0 for M-Bus.
 * @param raw the answer's bytes: register contents, or a whole M-Bus frame.
 * @param gives the values in steps, by register; exactly those that the answer holds.
 * @param identifies what the answer says of the meter itself; exactly that.
 * @param place file and line where it is written, for those who must find it.
 */
public record Proof(
    Origin origin,
    String source,
    int function,
    int at,
    byte[] raw,
    Map<RegisterName, Long> gives,
    Map<IdentityRegister.What, String> identifies,
    String place) {
  public Proof {
    require(raw.length > 0, "a proof without bytes");
    require(!gives.isEmpty() || !identifies.isEmpty(), "a proof that gives nothing");
    raw = raw.clone();
    gives = Map.copyOf(gives);
    identifies = Map.copyOf(identifies);
  }

  /** A proof that is written in no file and says nothing of the meter itself. */
  public Proof(
      Origin origin,
      String source,
      int function,
      int at,
      byte[] raw,
      Map<RegisterName, Long> gives) {
    this(origin, source, function, at, raw, gives, Map.of(), source);
  }

  /** How a proof's answer was come by. */
  public enum Origin {
    /** A captured answer of a real meter. */
    RECORDED,
    /** An example of a manual or a project. */
    PUBLISHED,
    /** Written by hand from the manual's layout. */
    CONSTRUCTED
  }

  @Override
  public byte[] raw() {
    return raw.clone();
  }

  @Override
  public String toString() {
    return origin + " " + source + " " + HexFormat.of().formatHex(raw);
  }
}
