package eu.releve.edge.link;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Capture;
import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Modbus TCP: PDUs and headers are digitalpetri's, the connection is a socket of the lane's own
 * thread. An answer must have the transaction, unit, function and length of its request.
 */
public final class ModbusTcpLink implements ModbusLink {
  private final Endpoint endpoint;
  private final Duration timeout;
  private final BootClock clock;
  private final Capture capture;
  private final Attempts attempts;
  private volatile @Nullable ModbusConnection connection;
  private int transaction;

  /**
   * A link that connects when it is first used.
   *
   * @param endpoint where the bus is.
   * @param timeout how long an answer, and a connection, may take.
   * @param clock dates the answers.
   * @param capture is told every frame.
   */
  public ModbusTcpLink(Endpoint endpoint, Duration timeout, BootClock clock, Capture capture) {
    this.endpoint = endpoint;
    this.timeout = timeout;
    this.clock = clock;
    this.capture = capture;
    this.attempts = new Attempts(clock);
  }

  /** The same without a capture. */
  public ModbusTcpLink(Endpoint endpoint, Duration timeout, BootClock clock) {
    this(endpoint, timeout, clock, Capture.NONE);
  }

  /** The pause is its gateway's business: behind it lies a line that this side cannot see. */
  @Override
  public Reply read(ModbusUnit unit, RegisterRange range) {
    return read(unit.number(), range);
  }

  /**
   * Reads one run of registers of one unit; blocks for at most four times the time-out. A
   * connection that broke while nobody used it is opened again at once.
   */
  public Reply read(int unit, RegisterRange range) {
    return ask(next -> new ModbusQuery.Registers(next, unit, range));
  }

  /** Asks one unit who it is; as patient as for reading. */
  public Reply identify(int unit, IdentificationRequest request) {
    return ask(next -> new ModbusQuery.Identification(next, unit, request));
  }

  private Reply ask(IntFunction<ModbusQuery> query) {
    boolean stale = connection != null;
    Reply reply = askOnce(query);
    return stale && reply instanceof Reply.Cut && !attempts.areEnded() ? askOnce(query) : reply;
  }

  private Reply askOnce(IntFunction<ModbusQuery> query) {
    ModbusConnection open;
    try {
      open = connected();
    } catch (IOException unreachable) {
      return new Reply.Unreachable(String.valueOf(unreachable.getMessage()));
    }
    transaction = (transaction + 1) & 0xFFFF;
    Reply reply = open.exchange(query.apply(transaction));
    if (!(reply instanceof Reply.Answered || reply instanceof Reply.Refused)) {
      drop();
    }
    return reply;
  }

  private ModbusConnection connected() throws IOException {
    ModbusConnection open = connection;
    if (open != null && open.isOpen()) {
      return open;
    }
    drop();
    attempts.check();
    ModbusConnection fresh;
    try {
      fresh = ModbusConnection.open(endpoint, timeout, clock, capture);
    } catch (IOException refused) {
      attempts.failed();
      throw refused;
    }
    attempts.succeeded();
    connection = fresh;
    if (attempts.areEnded()) {
      drop();
      throw new IOException("closed");
    }
    return fresh;
  }

  private void drop() {
    ModbusConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public boolean isConnected() {
    ModbusConnection open = connection;
    return open != null && open.isOpen();
  }

  @Override
  public long notBeforeBootMillis() {
    return attempts.notBeforeBootMillis();
  }

  @Override
  public void close() {
    attempts.end();
    drop();
  }
}
