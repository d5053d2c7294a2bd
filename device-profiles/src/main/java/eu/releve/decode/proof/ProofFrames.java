package eu.releve.decode.proof;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import java.util.Optional;

/**
 * Reads the frames of one proof, one after the other: a compact frame is read by the full one
 * before it, a message in fragments when its last has come.
 */
final class ProofFrames {
  private static final int START = 0x68;

  private final Wireless wireless = new Wireless(new BoundedFormats());
  private final Optional<Key> key;

  ProofFrames(Optional<String> key) {
    this.key = key.map(Key::parse);
  }

  /** What came of one frame. */
  sealed interface Frame {}

  /** Its telegram. */
  record Read(Telegram telegram) implements Frame {}

  /** A part of a message that goes on. */
  record Fragment() implements Frame {}

  /**
   * Nothing.
   *
   * @param reason for people.
   */
  record Unread(String reason) implements Frame {}

  /** A wired frame begins with 68 L L 68; any other is one of the radio, checksums or not. */
  Frame read(byte[] bytes) {
    boolean wired =
        bytes.length > 3
            && (bytes[0] & 0xFF) == START
            && (bytes[3] & 0xFF) == START
            && bytes[1] == bytes[2];
    return wired ? wired(bytes) : radio(bytes);
  }

  private Frame wired(byte[] bytes) {
    return key.isPresent() && MbusFrame.parse(bytes) instanceof MbusFrame.LongFrame frame
        ? opened(wireless.open(frame, key))
        : answer(MbusAnswer.of(bytes));
  }

  /** A proof is published text beside the values that it gives: damage would show in these. */
  private Frame radio(byte[] bytes) {
    return switch (WirelessFrame.guess(bytes)) {
      case WirelessFrame.Whole whole -> opened(wireless.open(whole.frame(), key));
      case WirelessFrame.Broken broken -> new Unread(broken.why() + ": " + broken.detail());
    };
  }

  private static Frame opened(Opening opening) {
    return switch (opening) {
      case Opening.Opened opened -> answer(opened.answer());
      case Opening.Waiting waiting -> new Fragment();
      case Opening.Refused refused -> new Unread(refused.reason());
    };
  }

  private static Frame answer(MbusAnswer answer) {
    return switch (answer) {
      case Telegram telegram -> new Read(telegram);
      case MbusAnswer.Refused refused -> new Unread(refused.reason());
    };
  }
}
