package eu.releve.edge.link;

import com.digitalpetri.modbus.MbapHeader;
import com.digitalpetri.modbus.ModbusTcpFrame;
import com.digitalpetri.modbus.tcp.ModbusTcpCodec;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Capture;
import eu.releve.provisioning.site.Bus.Endpoint;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of a Modbus link, thrown away on the first failure, so that what a dead
 * connection still has to say can never reach a request of the next one.
 */
final class ModbusConnection {
  private static final long CONNECT_MARGIN_MILLIS = 500;
  private static final int HEADER_BYTES = 7;

  private final NettyTcpClientTransport transport;
  private final Duration timeout;
  private final BootClock clock;
  private final Capture capture;
  private volatile @Nullable Flight flight;

  ModbusConnection(Endpoint endpoint, Duration timeout, BootClock clock, Capture capture) {
    this.capture = capture;
    this.timeout = timeout;
    this.clock = clock;
    this.transport =
        NettyTcpClientTransport.create(
            config ->
                config
                    .setHostname(endpoint.host())
                    .setPort(endpoint.port())
                    .setConnectTimeout(timeout)
                    .setConnectPersistent(false)
                    .setPipelineCustomizer(this::watch));
    this.transport.receive(this::arrived);
  }

  void open() throws IOException {
    try {
      transport.connect().get(timeout.toMillis() + CONNECT_MARGIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      Throwable cause = refused.getCause() == null ? refused : refused.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    } catch (TimeoutException late) {
      throw new IOException("no connection within " + timeout.toMillis() + " ms", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  Reply exchange(ModbusQuery query) {
    Flight now = new Flight(query, clock);
    flight = now;
    capture.saw(Capture.Direction.SENT, bytes(query.frame()), System.nanoTime());
    try {
      transport
          .send(query.frame())
          .whenComplete(
              (sent, failure) -> {
                if (failure != null) {
                  now.cut(String.valueOf(failure.getMessage()));
                }
              });
      return now.await(timeout);
    } finally {
      flight = null;
    }
  }

  boolean isOpen() {
    return transport.isConnected();
  }

  void close() {
    Flight now = flight;
    if (now != null) {
      now.cut("closed");
    }
    // Nobody waits for it: the next connection is another object.
    CompletableFuture<Void> unused = transport.disconnect();
  }

  private void watch(ChannelPipeline pipeline) {
    pipeline.addFirst(new ConnectionWatch(() -> flight));
    pipeline.addAfter(
        pipeline.context(ModbusTcpCodec.class).name(), "failures", new QuietFailures());
  }

  private static byte[] bytes(ModbusTcpFrame frame) {
    ByteBuffer pdu = frame.pdu().duplicate();
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + pdu.remaining());
    MbapHeader header = frame.header();
    bytes.putShort((short) header.transactionId());
    bytes.putShort((short) header.protocolId());
    bytes.putShort((short) header.length());
    bytes.put((byte) header.unitId());
    return bytes.put(pdu).array();
  }

  private void arrived(ModbusTcpFrame frame) {
    capture.saw(Capture.Direction.RECEIVED, bytes(frame), System.nanoTime());
    Flight now = flight;
    if (now != null) {
      now.arrived(frame);
    }
  }
}
