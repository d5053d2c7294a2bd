package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import eu.releve.edge.pulse.LineEvents;
import eu.releve.edge.pulse.LineEvents.LineEvent;
import eu.releve.profile.Access;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Plays the lines of a GPIO chip: whoever connects gets the kernel's records of their edges. */
final class GpioServer implements BusServer {
  private static final Duration LOOK = Duration.ofMillis(10);

  private final List<PlayedContact> contacts;
  private final LongSupplier nanos;
  private final TcpPort port;

  /** A line has one listener, as the kernel has it. */
  private final ReentrantLock listening = new ReentrantLock();

  private GpioServer(InetSocketAddress at, List<PlayedContact> contacts, LongSupplier nanos)
      throws IOException {
    this.contacts = contacts;
    this.nanos = nanos;
    this.port = TcpPort.listen("gpio", at, this::serve);
  }

  /**
   * Listens for a gateway.
   *
   * @param nanos the kernel's clock.
   * @throws IOException when the address cannot be taken.
   * @throws IllegalArgumentException when the plan names a chip of the machine.
   */
  static GpioServer start(Bus.Gpio bus, BusMeters meters, LongSupplier nanos) throws IOException {
    require(
        bus.pins() instanceof Bus.Pins.Played,
        "bus %s: the simulator plays gpio over tcp://127.0.0.1:PORT only",
        bus.id());
    if (!(bus.pins() instanceof Bus.Pins.Played played)) {
      throw new IllegalStateException("bus " + bus.id() + " was played a moment ago");
    }
    List<PlayedContact> contacts = new ArrayList<>();
    for (PlayedMeter meter : meters.all()) {
      if (meter.meter().access() instanceof Access.Pulsed pulsed
          && meter.meter().address() instanceof Address.Line line
          && meters.hangsThere(meter)) {
        contacts.add(new PlayedContact(meter, pulsed.register(), line.offset()));
      }
    }
    InetAddress host = InetAddress.getByName(played.endpoint().host());
    return new GpioServer(new InetSocketAddress(host, played.endpoint().port()), contacts, nanos);
  }

  private void serve(Socket connection) throws IOException, InterruptedException {
    listening.lockInterruptibly();
    try {
      long begin = nanos.getAsLong();
      for (PlayedContact contact : contacts) {
        contact.begin(begin);
      }
      while (TcpPort.stays(connection, LOOK)) {
        for (PlayedContact contact : contacts) {
          send(connection, contact.look(nanos.getAsLong()));
        }
      }
    } finally {
      listening.unlock();
    }
  }

  private static void send(Socket connection, List<LineEvent> edges) throws IOException {
    if (!edges.isEmpty()) {
      ByteBuffer records =
          ByteBuffer.allocate(LineEvents.BYTES * edges.size()).order(ByteOrder.nativeOrder());
      edges.forEach(edge -> LineEvents.put(records, edge));
      connection.getOutputStream().write(records.array());
      connection.getOutputStream().flush();
    }
  }

  @Override
  public void close() throws IOException {
    port.close();
  }
}
