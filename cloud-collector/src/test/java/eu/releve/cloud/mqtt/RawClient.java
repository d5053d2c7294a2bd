package eu.releve.cloud.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;

/** A client that sends what no proper client would. */
public final class RawClient implements AutoCloseable {
  private static final int CONNACK = 0x20;
  private static final int PUBACK = 0x40;
  private static final int SUBACK = 0x90;
  private static final int DISCONNECT = 0xE0;
  private static final byte TOPIC_ALIAS = 0x23;
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  private record Packet(int type, byte[] body) {}

  /** Opens a connection; nothing is sent yet. */
  public RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Takes a connection that is open already, such as one in TLS. */
  public RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
  }

  /** Connects; gives the reason code of the CONNACK. */
  public int connect(String clientId, int version) throws IOException {
    return connect(clientId, version, "");
  }

  /** Connects with a last will on a topic, none where it is empty. */
  public int connect(String clientId, int version, String will) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, "MQTT");
    body.write(version);
    body.write(will.isEmpty() ? 2 : 2 | 4 | 8);
    body.write(new byte[] {0, 60});
    if (version == 5) {
      body.write(0);
    }
    text(body, clientId);
    if (!will.isEmpty()) {
      body.write(0);
      text(body, will);
      text(body, "{\"state\":\"offline\"}");
    }
    send(0x10, body.toByteArray());
    Packet packet = read();
    if (packet.type != CONNACK) {
      throw new IOException("no CONNACK but type " + packet.type);
    }
    return packet.body[1] & 0xFF;
  }

  /** Sends a message, whatever was promised. */
  public void publish(String topic, int qos, int id, byte[] payload) throws IOException {
    publish(0, topic, qos, id, new byte[0], payload);
  }

  /** The same, to be kept for those who subscribe later. */
  public void publishRetained(String topic, int id, byte[] payload) throws IOException {
    publish(1, topic, 1, id, new byte[0], payload);
  }

  /**
   * What is answered to one publication of QoS 1 or one subscription: the reason code of its
   * acknowledgement or of the end of the connection.
   *
   * @throws IOException when the connection ends without a word.
   */
  public int answer() throws IOException {
    for (Packet packet = read(); ; packet = read()) {
      switch (packet.type) {
        case PUBACK -> {
          return packet.body.length > 2 ? packet.body[2] & 0xFF : 0;
        }
        case SUBACK -> {
          return packet.body[packet.body.length - 1] & 0xFF;
        }
        case DISCONNECT -> {
          return packet.body.length > 0 ? packet.body[0] & 0xFF : 0;
        }
        default -> {
          // Something that was published meanwhile.
        }
      }
    }
  }

  /** Sends a message of QoS 1 with a topic alias; an empty topic leaves the topic to the alias. */
  void publishAs(int alias, String topic, int id, byte[] payload) throws IOException {
    byte[] property = {TOPIC_ALIAS, (byte) (alias >> 8), (byte) alias};
    publish(0, topic, 1, id, property, payload);
  }

  private void publish(int flags, String topic, int qos, int id, byte[] properties, byte[] payload)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, topic);
    if (qos > 0) {
      body.write(id >> 8);
      body.write(id);
    }
    body.write(properties.length);
    body.writeBytes(properties);
    body.writeBytes(payload);
    send(0x30 | qos << 1 | flags, body.toByteArray());
  }

  /** Asks for what is published under a topic. */
  public void subscribe(String topic, int id) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(id >> 8);
    body.write(id);
    body.write(0);
    text(body, topic);
    body.write(1);
    send(0x82, body.toByteArray());
  }

  /** Reads until the server has closed the connection. */
  public void awaitEnd() throws IOException {
    try {
      while (in.read() >= 0) {}
    } catch (SocketException | SSLException reset) {
      // Closed with something unread: an end all the same.
    }
  }

  void send(int type, byte[] body) throws IOException {
    out.write(type);
    int length = body.length;
    do {
      int digit = length % 128;
      length /= 128;
      out.write(length > 0 ? digit | 128 : digit);
    } while (length > 0);
    try {
      out.write(body);
      out.flush();
    } catch (IOException closed) {
      // The server need not read a packet that it refuses to the end.
    }
  }

  /** Begins a packet of QoS 0 of so many bytes and sends none of them. */
  void announce(int length) throws IOException {
    out.write(0x30);
    int left = length;
    do {
      int digit = left % 128;
      left /= 128;
      out.write(left > 0 ? digit | 128 : digit);
    } while (left > 0);
    out.flush();
  }

  /** Reads until the server ends the connection; gives its reason. */
  public int disconnectReason() throws IOException {
    Packet packet = read();
    while (packet.type != DISCONNECT) {
      packet = read();
    }
    return packet.body[0] & 0xFF;
  }

  private Packet read() throws IOException {
    int type = in.readUnsignedByte();
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 127) << shift;
      shift += 7;
    } while ((digit & 128) != 0);
    byte[] body = new byte[length];
    in.readFully(body);
    return new Packet(type & 0xF0, body);
  }

  private static void text(ByteArrayOutputStream body, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    body.write(bytes.length >> 8);
    body.write(bytes.length);
    body.writeBytes(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
