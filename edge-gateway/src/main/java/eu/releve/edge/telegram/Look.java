package eu.releve.edge.telegram;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.Refusal;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.wmbus.Anatomy;
import eu.releve.decode.wmbus.Obstacle;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.decode.wmbus.WirelessFrame;
import java.util.Optional;

/** One telegram with all that can be told of it. */
public sealed interface Look {
  /**
   * A wired frame, or bytes that begin like one.
   *
   * @param bytes from start to stop.
   * @param answer what it says, opened where it had to be.
   * @param opening what came of opening it; nothing where there was nothing to open.
   */
  record Wired(byte[] bytes, MbusAnswer answer, Optional<Opening> opening) implements Look {}

  /**
   * A radio telegram.
   *
   * @param frame without checksums.
   * @param checksums what is known of them.
   * @param anatomy its fields.
   * @param opening what came of opening it.
   */
  record Radio(WirelessFrame frame, Evidence checksums, Anatomy anatomy, Opening opening)
      implements Look {}

  /** Whether a radio telegram is known to be undamaged. */
  enum Evidence {
    /** Its checksums are there and right. */
    RIGHT,
    /** A receiver of ours took it as one whose checksums were right. */
    RECEIVED,
    /** No checksum is right: they were taken out, or the telegram is damaged. */
    NONE
  }

  /**
   * Bytes that are neither.
   *
   * @param why what is wrong with them as a radio telegram.
   * @param detail wanted and found.
   */
  record Broken(byte[] bytes, Obstacle why, String detail) implements Look {}

  /** The telegram, where it can be read. */
  default Optional<Telegram> telegram() {
    MbusAnswer answer =
        switch (this) {
          case Wired wired -> wired.answer();
          case Radio radio when radio.opening() instanceof Opened opened -> opened.answer();
          case Radio radio -> new MbusAnswer.Refused(Refusal.ENCRYPTED, "");
          case Broken broken -> new MbusAnswer.Refused(Refusal.START, "");
        };
    return answer instanceof Telegram telegram ? Optional.of(telegram) : Optional.empty();
  }

  /** Why nothing can be read; nothing where something can. */
  default Optional<Objection> objection() {
    return switch (this) {
      case Wired wired -> wired.opening().flatMap(Look::of).or(() -> of(wired.answer()));
      case Radio radio ->
          radio.opening() instanceof Opened opened ? of(opened.answer()) : of(radio.opening());
      case Broken broken ->
          Optional.of(new Objection("obstacle", broken.why().name(), broken.detail()));
    };
  }

  /**
   * A named reason.
   *
   * @param kind {@code refusal} or {@code obstacle}: where its words are.
   * @param name of the reason.
   * @param detail wanted and found.
   */
  record Objection(String kind, String name, String detail) {
    /** Name and detail. */
    public String reason() {
      return name + ": " + detail;
    }
  }

  private static Optional<Objection> of(Opening opening) {
    return opening instanceof Opening.Refused refused
        ? Optional.of(new Objection("obstacle", refused.why().name(), refused.detail()))
        : Optional.empty();
  }

  private static Optional<Objection> of(MbusAnswer answer) {
    String detail = answer instanceof MbusAnswer.Refused refused ? refused.detail() : "0F, 1F";
    return answer.refusal().map(why -> new Objection("refusal", why.name(), detail));
  }
}
