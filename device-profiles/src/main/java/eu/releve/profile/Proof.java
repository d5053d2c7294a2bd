package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A raw answer and the values that it must give.
 *
 * @param origin how the answer was come by.
 * @param source where from, for people.
 * @param function for Modbus 3 or 4; 0 for M-Bus.
 * @param at for Modbus the 0-based address of the first word; 0 for M-Bus.
 * @param answers the bytes: register contents, one; or whole M-Bus frames, wired or radio, in the
 *     order in which they came, one to {@value #ANSWERS_MAX}.
 * @param key with which M-Bus frames are encrypted: a published test key, 32 hexadecimal digits.
 * @param gives the values in steps, by register; exactly those that the answers hold, each from the
 *     last that holds it.
 * @param identifies what the answer says of the meter itself; exactly that.
 * @param place file and line where it is written, for those who must find it.
 */
public record Proof(
    Origin origin,
    String source,
    int function,
    int at,
    List<byte[]> answers,
    Optional<String> key,
    Map<RegisterName, Long> gives,
    Map<IdentityRegister.What, String> identifies,
    String place) {
  /** How many frames a proof may have. */
  public static final int ANSWERS_MAX = 16;

  public Proof {
    require(
        !answers.isEmpty() && answers.size() <= ANSWERS_MAX,
        "a proof of %d answers, not 1 to 16",
        answers.size());
    answers = answers.stream().map(byte[]::clone).toList();
    require(answers.stream().allMatch(one -> one.length > 0), "a proof without bytes");
    require(!gives.isEmpty() || !identifies.isEmpty(), "a proof that gives nothing");
    key.ifPresent(digits -> require(digits.matches("[0-9A-F]{32}"), "a key is 32 of 0-9A-F"));
    gives = Map.copyOf(gives);
    identifies = Map.copyOf(identifies);
  }

  /** A proof of one answer that is written in no file and says nothing of the meter itself. */
  public Proof(
      Origin origin,
      String source,
      int function,
      int at,
      byte[] raw,
      Map<RegisterName, Long> gives) {
    this(origin, source, function, at, List.of(raw), Optional.empty(), gives, Map.of(), source);
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
  public List<byte[]> answers() {
    return answers.stream().map(byte[]::clone).toList();
  }

  /** The answer; of several the last. */
  public byte[] raw() {
    return answers.getLast().clone();
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return origin + " " + source + " " + answers.stream().map(hex::formatHex).toList();
  }
}
