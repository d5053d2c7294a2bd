package eu.releve.edge.search.modbus;

import eu.releve.edge.link.Defect;
import eu.releve.edge.link.ModbusMaster;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.link.Reply;
import eu.releve.edge.search.modbus.Probe.Care;
import java.io.IOException;
import java.time.Duration;

/** Asks on a serial line, directly or behind a converter. */
public final class LineAsker implements Asker {
  private static final Duration LONG = Duration.ofSeconds(1);

  /** Most meters begin within 60 ms. */
  private static final Duration HASTE = Duration.ofMillis(60);

  /** One or two characters are an idle line's noise. */
  private static final int STRAYS_MIN = 3;

  private final ModbusMaster master;
  private final ModbusMaster hasty;
  private final Duration patience;

  /**
   * Asks through that master.
   *
   * @param patience its own: as long anybody else may begin to answer.
   */
  public LineAsker(ModbusMaster master, Duration patience) {
    this.master = master;
    this.patience = patience;
    this.hasty = master.within(haste(patience));
  }

  /** So long that the few who were asked last are all that may still be about to answer. */
  private static Duration haste(Duration patience) {
    Duration share = patience.dividedBy(ModbusSearch.RECENT);
    Duration haste = share.compareTo(HASTE) > 0 ? share : HASTE;
    return haste.compareTo(patience) > 0 ? patience : haste;
  }

  @Override
  public Answer ask(Probe probe) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the search was stopped");
    }
    ModbusUnit unit = new ModbusUnit(probe.unit());
    if (probe.care() == Care.HASTY) {
      return hasty(probe, unit);
    }
    Duration alone =
        switch (probe.care()) {
          case HASTY, BRIEF -> Duration.ZERO;
          case ALONE -> patience;
          case LONG -> patience.plus(LONG);
        };
    return answer(asked(master, probe, unit, alone));
  }

  /** Somebody who answers after this has ended, or amid the next request, has been heard. */
  private Answer hasty(Probe probe, ModbusUnit unit) throws IOException {
    long before = hasty.strays();
    Answer answer = answer(asked(hasty, probe, unit, Duration.ZERO));
    return answer instanceof Answer.Silence && hasty.strays() - before >= STRAYS_MIN
        ? new Answer.Garbled("bytes that nobody asked for")
        : answer;
  }

  private static Reply asked(ModbusMaster by, Probe probe, ModbusUnit unit, Duration alone)
      throws IOException {
    return switch (probe) {
      case Probe.Registers registers -> by.read(unit, registers.range(), alone);
      case Probe.Identification who -> by.identify(unit, who.request(), alone);
    };
  }

  /**
   * What a reply means to a search.
   *
   * @throws IOException when the bus cannot be reached.
   */
  static Answer answer(Reply reply) throws IOException {
    return switch (reply) {
      case Reply.Answered said -> new Answer.Said(said.bytes());
      case Reply.Refused refused -> new Answer.Refused(refused.exceptionCode());
      case Reply.Silent silent -> new Answer.Silence();
      case Reply.Nonsense nonsense -> new Answer.Garbled(oneLine(nonsense.defect(), nonsense));
      case Reply.Collided collided -> new Answer.Garbled(collided.reason());
      // A converter that hangs up on whom it does not know.
      case Reply.Cut cut -> new Answer.Silence();
      case Reply.Unreachable unreachable -> throw new IOException(unreachable.reason());
    };
  }

  private static String oneLine(Defect defect, Reply.Nonsense nonsense) {
    return defect + " " + nonsense.reason().replaceAll("\\R", " ");
  }
}
