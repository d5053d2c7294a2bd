package eu.releve.edge.publish;

import eu.releve.provisioning.settings.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Speaks just enough MQTT 5 for a gateway to believe it, and then sends what a test wants. */
final class Impostor implements AutoCloseable {
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int SUBSCRIBE = 8;

  private final ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final CompletableFuture<byte[]> greeting = new CompletableFuture<>();
  private final CompletableFuture<OutputStream> subscribed = new CompletableFuture<>();

  Impostor() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", listening.getLocalPort());
  }

  /** The body of the first CONNECT. */
  byte[] greeting() throws Exception {
    return greeting.get(30, TimeUnit.SECONDS);
  }

  /** What is written here is sent to the gateway that subscribed first. */
  OutputStream toGateway() throws Exception {
    return subscribed.get(30, TimeUnit.SECONDS);
  }

  /** A PUBLISH of QoS 0 without properties. */
  static byte[] publish(String topic, byte[] payload) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(PUBLISH << 4);
    packet.writeBytes(length(name.length + 3 + payload.length));
    packet.write(name.length >> 8);
    packet.write(name.length);
    packet.writeBytes(name);
    packet.write(0);
    packet.writeBytes(payload);
    return packet.toByteArray();
  }

  /** A remaining length, MQTT 5 section 1.5.5. */
  static byte[] length(int value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int left = value;
    do {
      bytes.write(left % 128 + (left >= 128 ? 128 : 0));
      left /= 128;
    } while (left > 0);
    return bytes.toByteArray();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream()) {
      while (true) {
        int first = in.readUnsignedByte();
        byte[] body = new byte[readLength(in)];
        in.readFully(body);
        switch (first >> 4) {
          case CONNECT -> {
            greeting.complete(body);
            out.write(new byte[] {0x20, 3, 0, 0, 0});
          }
          case SUBSCRIBE -> {
            out.write(new byte[] {(byte) 0x90, 4, body[0], body[1], 0, 1});
            subscribed.complete(out);
          }
          case PUBLISH -> {
            int topic = (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
            if ((first & 6) != 0) {
              out.write(new byte[] {0x40, 2, body[topic + 2], body[topic + 3]});
            }
          }
          default -> {}
        }
      }
    } catch (IOException gone) {
      // The gateway has left, which may be what a test wants.
    }
  }

  private static int readLength(DataInputStream in) throws IOException {
    int value = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int next = in.readUnsignedByte();
      value |= (next & 0x7F) << shift;
      if (next < 128) {
        return value;
      }
    }
    throw new IOException("a length of more than four bytes");
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
