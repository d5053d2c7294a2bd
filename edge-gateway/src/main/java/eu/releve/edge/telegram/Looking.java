package eu.releve.edge.telegram;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.mbus.Refusal;
import eu.releve.decode.wmbus.Anatomy;
import eu.releve.decode.wmbus.Checksums;
import eu.releve.decode.wmbus.FormatMemory;
import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Looks at telegrams, wired or by radio, with the keys that there are; one thread at a time. */
public final class Looking {
  private static final int LONG_START = 0x68;
  private static final Set<Refusal> CLOSED =
      Set.of(Refusal.ENCRYPTED, Refusal.WRAPPED, Refusal.COMPACT);

  private final Function<MeterIdentity, Optional<Key>> keys;
  private final Wireless wireless;

  /**
   * Looks with those keys.
   *
   * @param formats by which compact frames are read.
   */
  public Looking(Function<MeterIdentity, Optional<Key>> keys, FormatMemory formats) {
    this.keys = keys;
    this.wireless = new Wireless(formats);
  }

  /** The telegrams that the bytes are: wired frames one after the other, or one of radio. */
  public List<Look> at(byte[] bytes) {
    List<Look> looks = new ArrayList<>();
    if (!isWired(bytes)) {
      return List.of(radio(bytes));
    }
    int at = 0;
    while (at < bytes.length) {
      byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
      OptionalInt length = MbusFrame.lengthOf(rest, rest.length);
      boolean whole = length.isPresent() && 0 < length.getAsInt();
      int end = whole ? Math.min(rest.length, length.getAsInt()) : rest.length;
      // What follows a frame and begins none spoils it, as it does on a line.
      boolean alone = end == rest.length || isWired(Arrays.copyOfRange(rest, end, rest.length));
      int taken = alone ? end : rest.length;
      looks.add(wired(Arrays.copyOf(rest, taken)));
      at += taken;
    }
    return looks;
  }

  /** A radio telegram whose length byte happens to be 68 does not go on like a wired frame. */
  private static boolean isWired(byte[] bytes) {
    int first = bytes.length == 0 ? 0 : bytes[0] & 0xFF;
    boolean shortFrame = bytes.length >= 5 && first == 0x10 && bytes[4] == 0x16;
    boolean longFrame = bytes.length < 4 ? first == LONG_START : isLong(bytes);
    return first == MbusFrame.ACKNOWLEDGEMENT || shortFrame || longFrame;
  }

  private static boolean isLong(byte[] bytes) {
    boolean begins = (bytes[0] & 0xFF) == LONG_START;
    return begins
        && ((bytes[3] & 0xFF) == LONG_START
            || !(WirelessFrame.guess(bytes) instanceof WirelessFrame.Whole));
  }

  /** One wired frame. */
  public Look.Wired wired(byte[] bytes) {
    MbusAnswer answer = MbusAnswer.of(bytes);
    boolean closed = answer instanceof MbusAnswer.Refused refused && CLOSED.contains(refused.why());
    if (!closed || !(MbusFrame.parse(bytes) instanceof MbusFrame.LongFrame frame)) {
      return new Look.Wired(bytes, answer, Optional.empty());
    }
    Opening opening = wireless.open(frame, Anatomy.meter(frame).flatMap(keys));
    return new Look.Wired(
        bytes, opening instanceof Opened opened ? opened.answer() : answer, Optional.of(opening));
  }

  /** What a meter of ours has sent, as it is kept: radio telegrams without their checksums. */
  public List<Look> kept(byte[] bytes) {
    return WirelessFrame.parse(bytes, Checksums.STRIPPED) instanceof WirelessFrame.Whole whole
            && !isFrames(bytes)
        ? List.of(radio(whole.frame(), Look.Evidence.RECEIVED))
        : at(bytes);
  }

  /** A radio telegram can begin like a frame of a wire, but hardly ends like one. */
  private static boolean isFrames(byte[] bytes) {
    OptionalInt length = MbusFrame.lengthOf(bytes, bytes.length);
    return length.isPresent()
        && 0 < length.getAsInt()
        && length.getAsInt() <= bytes.length
        && !(MbusFrame.parse(Arrays.copyOf(bytes, length.getAsInt())) instanceof MbusFrame.Broken);
  }

  private Look radio(byte[] bytes) {
    return switch (WirelessFrame.guess(bytes)) {
      case WirelessFrame.Broken broken -> new Look.Broken(bytes, broken.why(), broken.detail());
      case WirelessFrame.Whole whole -> {
        boolean right = WirelessFrame.parse(bytes, Checksums.KEPT) instanceof WirelessFrame.Whole;
        yield radio(whole.frame(), right ? Look.Evidence.RIGHT : Look.Evidence.NONE);
      }
    };
  }

  private Look radio(WirelessFrame frame, Look.Evidence evidence) {
    Optional<Key> key = keys.apply(Wireless.meter(frame));
    return new Look.Radio(frame, evidence, Anatomy.of(frame, key), wireless.open(frame, key));
  }
}
