package eu.releve.edge.link;

import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.PortLine;
import eu.releve.edge.serial.TcpLine;
import eu.releve.provisioning.site.Bus;
import java.time.Duration;

/**
 * Where the serial line of a bus is and how it is set.
 *
 * @param opener opens it.
 * @param settings of the line itself, behind whatever is between.
 */
public record SerialPlace(LineOpener opener, LineSettings settings) {
  /** A bus on a port of this machine. */
  public static SerialPlace of(Bus.ModbusRtu bus) {
    Bus.SerialLine line = bus.line();
    LineSettings settings = settings(line.baud(), line.parity(), line.stop());
    return new SerialPlace(PortLine.opener(line.device(), settings), settings);
  }

  /**
   * A bus behind a level converter.
   *
   * @param timeout how long connecting may take.
   */
  public static SerialPlace of(Bus.ModbusConverter bus, Duration timeout) {
    LineSettings settings = settings(bus.baud(), bus.parity(), bus.stop());
    return new SerialPlace(TcpLine.opener(bus.endpoint(), settings, timeout), settings);
  }

  private static LineSettings settings(int baud, Bus.Parity parity, int stop) {
    LineSettings.Parity bit =
        switch (parity) {
          case NONE -> LineSettings.Parity.NONE;
          case EVEN -> LineSettings.Parity.EVEN;
          case ODD -> LineSettings.Parity.ODD;
        };
    return new LineSettings(baud, bit, stop);
  }
}
