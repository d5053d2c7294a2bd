package eu.releve.edge.search;

import eu.releve.edge.link.MbusMaster;
import eu.releve.edge.serial.Heard;
import java.io.IOException;

/** Asks on a real line. */
public final class BusAsker implements Asker {
  private final MbusMaster master;

  /** Asks through that master. */
  public BusAsker(MbusMaster master) {
    this.master = master;
  }

  @Override
  public Answer ask(Probe probe) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the search was stopped");
    }
    Heard heard =
        switch (probe) {
          case Probe.Greet greet -> master.reset(greet.address());
          case Probe.Select select -> master.selectAny(select.mask());
          case Probe.Read read -> master.request(read.address(), read.frameCountBit(), true);
        };
    return switch (heard) {
      case Heard.Silence silence -> new Answer.Silence();
      case Heard.Frame frame ->
          frame.bytes().length == 1 ? new Answer.Acknowledged() : said(frame.bytes());
      case Heard.Garbled garbled -> new Answer.Garbled(garbled.reason());
    };
  }

  /** Only a slave's data are a telegram: another master on the line is noise. */
  private static Answer said(byte[] frame) {
    return (frame[4] & 0x4F) == 0x08
        ? new Answer.Said(frame)
        : new Answer.Garbled("control 0x%02X is no RSP_UD".formatted(frame[4] & 0xFF));
  }
}
