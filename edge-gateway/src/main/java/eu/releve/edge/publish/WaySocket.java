package eu.releve.edge.publish;

import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.settings.Way;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one rung: TCP, in a proxy's tunnel where there is one, in TLS unless the way stays
 * on this machine.
 *
 * <p>Its streams exist only once all of that stands. On a secure way they are those of TLS: there
 * is nothing here that could write to the collector without it.
 */
final class WaySocket extends Socket {
  private static final String CHECK_NAME = "HTTPS";

  /** Of the addresses that a name has. */
  private static final int ADDRESSES_MAX = 4;

  private final Rung rung;
  private final Credentials credentials;
  private final LongAdder bytesIn;
  private final Socket wire;
  private volatile @Nullable Socket inside;
  private volatile @Nullable Gathered gathered;
  private volatile boolean isGone;

  /**
   * @param credentials read anew for each connection.
   * @param bytesIn counts what comes in.
   */
  WaySocket(Rung rung, Credentials credentials, LongAdder bytesIn) {
    this.rung = rung;
    this.credentials = credentials;
    this.bytesIn = bytesIn;
    this.wire = new Socket();
  }

  /** Connects the rung; the address given is that of its way, which a proxy resolves by itself. */
  @Override
  public void connect(SocketAddress given, int timeoutMillis) throws IOException {
    Endpoint far = rung.way().endpoint();
    // Before anybody is called: without a certificate there is nothing to say.
    Optional<SSLContext> tls =
        rung.way().isSecure() ? Optional.of(credentials.context()) : Optional.empty();
    dial(rung.proxy().map(Uplink.Proxy::endpoint).orElse(far), timeoutMillis);
    wire.setTcpNoDelay(true);
    // Whoever takes a connection and then says nothing is waited for no longer than for TCP.
    wire.setSoTimeout(timeoutMillis);
    if (rung.proxy().isPresent()) {
      Tunnel.open(wire, far, rung.proxy().get());
    }
    Socket ready = tls.isPresent() ? secured(far, tls.get()) : wire;
    wire.setSoTimeout(0);
    if (isGone) {
      throw new SocketException("closed while it was connected");
    }
    if (tls.isPresent()) {
      gathered = Gathered.before(ready.getOutputStream());
    }
    inside = ready;
  }

  private void dial(Endpoint near, int timeoutMillis) throws IOException {
    List<InetAddress> addresses =
        List.of(InetAddress.getAllByName(near.host())).stream().limit(ADDRESSES_MAX).toList();
    IOException last = new ConnectException(near + " has no address");
    for (InetAddress address : addresses) {
      try {
        wire.connect(
            new InetSocketAddress(address, near.port()),
            Math.max(1, timeoutMillis / addresses.size()));
        return;
      } catch (IOException next) {
        last = next;
        if (wire.isClosed()) {
          break;
        }
      }
    }
    throw last;
  }

  private Socket secured(Endpoint far, SSLContext tls) throws IOException {
    SSLSocket secured =
        (SSLSocket) tls.getSocketFactory().createSocket(wire, far.host(), far.port(), true);
    SSLParameters wanted = secured.getSSLParameters();
    wanted.setProtocols(new String[] {TlsMaterial.PROTOCOL});
    wanted.setEndpointIdentificationAlgorithm(CHECK_NAME);
    secured.setSSLParameters(wanted);
    secured.startHandshake();
    return secured;
  }

  private Socket inside() throws SocketException {
    Socket now = inside;
    if (now == null) {
      throw new SocketException("not connected");
    }
    return now;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Counted(inside().getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    Gathered before = gathered;
    return before == null ? inside().getOutputStream() : before;
  }

  /** A read that gives up in the middle of a frame would lose it; a close ends it. */
  @Override
  public void setSoTimeout(int millis) {}

  /** TLS 1.3 would first wait for the other end's farewell. */
  @Override
  public void shutdownInput() throws IOException {
    wire.shutdownInput();
  }

  @Override
  public boolean isConnected() {
    return inside != null;
  }

  @Override
  public boolean isClosed() {
    return isGone;
  }

  /** At once: MQTT has said goodbye already, and a farewell on a dead line would wait for ever. */
  @Override
  public void close() throws IOException {
    isGone = true;
    Gathered writing = gathered;
    if (writing != null) {
      writing.close();
    }
    wire.close();
  }

  private final class Counted extends FilterInputStream {
    private final SizeLimit limit;

    /** A WebSocket has frames of its own around the packets. */
    Counted(InputStream in) {
      super(in);
      limit =
          rung.way().scheme() == Way.Scheme.WSS
              ? new FrameLimit(Line.PACKET_BYTES_MAX)
              : new PacketLimit(Line.PACKET_BYTES_MAX);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0) {
        bytesIn.add(read);
        limit.pass(bytes, offset, read);
      }
      return read;
    }
  }
}
