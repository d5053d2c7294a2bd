package eu.releve.edge;

import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.LineEvents;
import eu.releve.edge.pulse.LineEvents.LineEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A line of a chip whose edges a test tells, as the simulator does. */
final class PulseWire implements AutoCloseable {
  static final int LINE = 17;

  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private Socket listener = new Socket();

  PulseWire() throws IOException {}

  int port() {
    return server.getLocalPort();
  }

  /** Waits until somebody listens anew. */
  void await() throws IOException {
    listener.close();
    listener = server.accept();
    listener.setTcpNoDelay(true);
  }

  void tell(List<Edge> edges) throws IOException {
    ByteBuffer records =
        ByteBuffer.allocate(LineEvents.BYTES * edges.size()).order(ByteOrder.nativeOrder());
    edges.forEach(edge -> LineEvents.put(records, new LineEvent(LINE, edge)));
    listener.getOutputStream().write(records.array());
    listener.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    server.close();
  }
}
