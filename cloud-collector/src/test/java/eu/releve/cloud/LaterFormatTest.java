package eu.releve.cloud;

import static eu.releve.cloud.Delivery.number;
import static eu.releve.cloud.Delivery.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.Delivery.Box;
import eu.releve.cloud.Delivery.Road;
import eu.releve.cloud.api.Trouble;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.mqtt.Refusal;
import eu.releve.edge.publish.Publisher;
import eu.releve.provisioning.settings.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway was updated before its collector: nothing is lost, and somebody is told what to do. */
class LaterFormatTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"ENDPOINT, 3, 0", "BROKER, 3, 0", "ENDPOINT, 1, 9"})
  void aLaterVersionOrKindIsToldStaysWithItsGatewayAndIsStoredOnceTheCollectorKnowsIt(
      Road road, int version, int kind) throws Exception {
    String database = TestDatabase.freshUrl();
    try (Delivery delivery = new Delivery(folder, road);
        Collector collector = delivery.collector(database);
        Box box = delivery.box("box");
        Later line =
            new Later(
                road == Road.BROKER ? delivery.broker().endpoint().port() : collector.mqttPort(),
                box.measures(5).journal().epoch())) {
      line.speaks(version, kind);
      try (Publisher publisher = delivery.publisher(box, new Endpoint("127.0.0.1", line.port()))) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  box.clock.advance(1_000);
                  return refused(collector) >= 3
                      && number(database, "select count(*) from unknown_format") == 1;
                });
        assertThat(text(database, "select version || ' ' || kind from unknown_format"))
            .isEqualTo(version + " " + kind);
        assertThat(number(database, "select count(*) from ledger")).isZero();
        assertThat(publisher.state().lastReceipt()).isEmpty();
        assertThat(box.journal().depth().batches()).isEqualTo(6);
        told(database);

        // As after an update: what the gateway has offered all the time can be read.
        line.speaks(1, 0);
        delivery.drained(box);
        assertThat(number(database, "select count(*) from reading")).isEqualTo(5);
        assertThat(publisher.state().depth().batches()).isZero();
      }
    }
  }

  private static long refused(Collector collector) {
    long behind =
        collector
            .broker()
            .map(status -> status.refusals().getOrDefault(Refusal.UNKNOWN_FORMAT, 0L))
            .orElse(0L);
    return behind + collector.endpoint().refusals().getOrDefault(Refusal.UNKNOWN_FORMAT, 0L);
  }

  private static void told(String url) throws Exception {
    try (Database database = Database.external(url)) {
      Trouble trouble = Trouble.in(database.api(Reach.EVERYTHING));
      assertThat(trouble.items())
          .anyMatch(item -> item.kind() == Trouble.Kind.FORMAT && item.about().equals("gw-1"));
      assertThat(trouble.count(Trouble.Kind.FORMAT)).isEqualTo(1);
    }
  }

  /** A line on which the batches of a journal are of another version. */
  private static final class Later implements AutoCloseable {
    private static final int PUBLISH = 3;

    /** Magic, version, kind, flags, epoch, two digests and the boot's id. */
    private static final int FIXED_BYTES = 44;

    private final int target;
    private final long epoch;
    private final ServerSocket listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private volatile int version = 1;
    private volatile int kind;

    Later(int target, long epoch) throws IOException {
      this.target = target;
      this.epoch = epoch;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return listener.getLocalPort();
    }

    /** From now on; kind 0 leaves each batch the kind that it has. */
    void speaks(int laterVersion, int laterKind) {
      version = laterVersion;
      kind = laterKind;
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          Socket one = listener.accept();
          Socket other = new Socket(InetAddress.getLoopbackAddress(), target);
          Thread.ofVirtual().start(() -> there(one, other));
          Thread.ofVirtual().start(() -> back(other, one));
        } catch (IOException closed) {
          // The listener was closed, or a connection of a test that ends.
        }
      }
    }

    private void back(Socket from, Socket to) {
      try (from;
          to) {
        long unused = from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException gone) {
        // The other half ends too.
      }
    }

    /** Packet by packet, so that no batch is cut where its version stands. */
    private void there(Socket from, Socket to) {
      try (from;
          to) {
        DataInputStream in = new DataInputStream(from.getInputStream());
        OutputStream out = to.getOutputStream();
        while (true) {
          byte[] packet = packet(in);
          if (packet[0] >> 4 == PUBLISH) {
            alter(ByteBuffer.wrap(packet));
          }
          out.write(packet);
          out.flush();
        }
      } catch (IOException gone) {
        // The other half ends too.
      }
    }

    private static byte[] packet(DataInputStream in) throws IOException {
      int first = in.read();
      if (first < 0) {
        throw new EOFException("the client is gone");
      }
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.write(first);
      int length = 0;
      int digit;
      int shift = 0;
      do {
        digit = in.readUnsignedByte();
        packet.write(digit);
        length |= (digit & 0x7F) << shift;
        shift += 7;
      } while (digit >= 0x80);
      packet.write(in.readNBytes(length));
      return packet.toByteArray();
    }

    /** Magic, version, kind, flags, epoch. */
    private void alter(ByteBuffer packet) {
      for (int at = 4; at + Long.BYTES <= packet.limit(); at++) {
        if (packet.getLong(at) == epoch && packet.get(at - 4) == 'R') {
          packet.put(at - 3, (byte) version);
          packet.put(at - 2, kind == 0 ? packet.get(at - 2) : (byte) kind);
          sum(packet.slice(at - 4, packet.limit() - at + 4));
          return;
        }
      }
    }

    /** As the later program does it: over all but the checksum, which follows four varints. */
    private static void sum(ByteBuffer batch) {
      int at = FIXED_BYTES;
      for (int varint = 0; varint < 4; varint++) {
        while (batch.get(at++) < 0) {
          // Its last byte is the one without the highest bit.
        }
      }
      CRC32C sum = new CRC32C();
      sum.update(batch.slice(0, at));
      sum.update(batch.slice(at + Integer.BYTES, batch.limit() - at - Integer.BYTES));
      batch.putInt(at, (int) sum.getValue());
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
