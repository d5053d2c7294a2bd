package eu.releve.edge.search.modbus;

import eu.releve.edge.link.Defect;
import eu.releve.edge.link.ModbusMaster;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.link.Reply;
import java.io.IOException;
import java.time.Duration;

/** Asks on a serial line, directly or behind a converter. */
public final class LineAsker implements Asker {
  private static final Duration LONG = Duration.ofSeconds(1);

  private final ModbusMaster master;
  private final Duration patience;

  /**
   * Asks through that master.
   *
   * @param patience its own: as long anybody else may begin to answer.
   */
  public LineAsker(ModbusMaster master, Duration patience) {
    this.master = master;
    this.patience = patience;
  }

  @Override
  public Answer ask(Probe probe) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the search was stopped");
    }
    ModbusUnit unit = new ModbusUnit(probe.unit());
    Duration alone =
        switch (probe.care()) {
          case BRIEF -> Duration.ZERO;
          case ALONE -> patience;
          case LONG -> patience.plus(LONG);
        };
    Reply reply =
        switch (probe) {
          case Probe.Registers registers -> master.read(unit, registers.range(), alone);
          case Probe.Identification who -> master.identify(unit, who.request(), alone);
        };
    return answer(reply);
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
