package eu.releve.edge.port;

import eu.releve.edge.serial.Ears;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.PortLine;
import eu.releve.edge.serial.TcpLine;
import eu.releve.provisioning.site.Bus;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where a port is and what is spoken there.
 *
 * @param name for people.
 * @param opener of the way there.
 * @param streams a fresh one for each time it is opened.
 */
public record PortPlace(String name, Ears.Opener opener, Supplier<PortStream> streams) {
  private static final Duration WAIT = Duration.ofMillis(500);

  /**
   * The place of a bus.
   *
   * <p>A line of seven bits and even parity is opened as one of eight without: it is the same on
   * the wire, and the parity bit is seen, which drivers keep to themselves.
   *
   * @param connecting how long connecting may take.
   */
  public static PortPlace of(Bus.Port bus, Duration connecting) {
    LineSettings settings = new LineSettings(bus.baud(), LineSettings.Parity.NONE, 1);
    LineOpener line =
        switch (bus.place()) {
          case Bus.Place.Device device -> PortLine.opener(device.path(), settings);
          case Bus.Place.Remote remote -> TcpLine.opener(remote.endpoint(), settings, connecting);
        };
    return switch (bus) {
      case Bus.P1Port p1 -> new PortPlace("p1 " + line.place(), ears(line), P1Stream::new);
      case Bus.TicPort tic -> new PortPlace("tic " + line.place(), ears(line), TicStream::new);
    };
  }

  private static Ears.Opener ears(LineOpener line) {
    return () -> Ears.of(line.open(), WAIT);
  }
}
