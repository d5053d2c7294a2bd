package eu.releve.edge.link;

import eu.releve.decode.mbus.MbusFrame;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.Heard;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.Timing;
import java.io.IOException;
import java.time.Duration;

/** What a master says on wired M-Bus, one request at a time (EN 13757-2 and 13757-7). */
public final class MbusMaster {
  /** With the frame count bit set: what a meter that counts it expects after SND_NKE. */
  private static final int SND_UD = 0x73;

  private static final int CI_APPLICATION_RESET = 0x50;
  private static final int ANSWER_BITS_MAX = 330;
  private static final Duration ANSWER_MORE = Duration.ofMillis(50);
  private static final int GAP_BITS_MAX = 33;
  private static final int QUIET_BITS = 33;
  private static final int REST_BITS = 11;

  private final Exchange exchange;
  private final Timing timing;

  /**
   * A master on that line.
   *
   * @param patience how much longer than the norm allows is waited for the first character of an
   *     answer.
   */
  public MbusMaster(Exchange exchange, Duration patience) {
    this.exchange = exchange;
    LineSettings line = exchange.line().settings();
    Duration answer = normalAnswer(line).plus(patience);
    this.timing =
        new Timing(
            answer,
            line.characters(1).plus(line.bits(GAP_BITS_MAX)),
            line.characters(1).plus(line.bits(QUIET_BITS)),
            line.characters(MbusFrame.BYTES_MAX),
            Duration.ZERO,
            line.bits(REST_BITS));
  }

  /** How long a slave may take until its first character is complete. */
  public static Duration normalAnswer(LineSettings line) {
    return line.bits(ANSWER_BITS_MAX).plus(ANSWER_MORE).plus(line.characters(1));
  }

  /** SND_NKE: the link starts afresh; 253 takes the selection away. */
  public Heard reset(int address) throws IOException {
    return ask(MbusFrame.ShortFrame.reset(address).bytes());
  }

  /**
   * REQ_UD2: the meter's data.
   *
   * @param frameCountBit turned after each answer that was taken, and only then.
   * @param alone whether a frame counts only if nobody else begins to answer in the time that he
   *     has for it.
   */
  public Heard request(int address, boolean frameCountBit, boolean alone) throws IOException {
    return exchange.ask(
        MbusFrame.ShortFrame.requestData(address, frameCountBit).bytes(),
        MbusFraming.TELEGRAMS,
        alone ? timing.alone(timing.answer()) : timing);
  }

  /** Selects the meters of that mask for address 253 and deselects all others. */
  public Heard select(MbusMask mask) throws IOException {
    return ask(mask.selection());
  }

  /**
   * The same where several may be meant: an acknowledgement counts only if nobody else begins one
   * in the time that he has for it. Who is still to speak does not hear what is asked next, and
   * whoever is read then seems to be alone.
   */
  public Heard selectAny(MbusMask mask) throws IOException {
    return exchange.ask(mask.selection(), MbusFraming.SLAVES, timing.alone(timing.answer()));
  }

  /**
   * Sets the meter's application back, or chooses which of its telegrams it sends; to be asked
   * after SND_NKE, because a meter that counts what it is sent takes it for a repetition otherwise.
   *
   * @param address 0 to 250, or 253.
   * @param which the sub-code after CI 50, in the meter's own bytes; empty for a plain reset.
   */
  public Heard resetApplication(int address, byte[] which) throws IOException {
    return ask(MbusFraming.longFrame(SND_UD, address, CI_APPLICATION_RESET, which));
  }

  /** Throws away what arrived while nothing was asked; false when it does not end. */
  boolean discardWaiting() throws IOException {
    return exchange.discardWaiting();
  }

  /** Throws away what arrives until the line is quiet; false when it does not become so. */
  boolean drain() throws IOException {
    return exchange.drain(timing.quiet());
  }

  private Heard ask(byte[] request) throws IOException {
    return exchange.ask(request, MbusFraming.SLAVES, timing);
  }

  /** Whether that is the single character of an acknowledgement. */
  static boolean isAcknowledgement(byte[] frame) {
    return frame.length == 1;
  }
}
