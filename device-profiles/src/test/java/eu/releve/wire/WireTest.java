package eu.releve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.wire.Readings.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final UUID BOOT = UUID.fromString("0f9b8a70-1c2d-4e3f-8a9b-0c1d2e3f4a5b");

  static final Catalogue CATALOGUE =
      new Catalogue(
          new SiteId("tilleuls-12"),
          List.of(
              entry(1, "main", "active-energy-import", new Resolution(1, 1), Unit.KWH),
              entry(2, "main", "active-power", new Resolution(1, 0), Unit.W),
              entry(3, "w3b", "water-volume", new Resolution(1, 3), Unit.M3)),
          "site: tilleuls-12\n");

  private static Catalogue.Entry entry(
      int number, String meter, String register, Resolution resolution, Unit unit) {
    return new Catalogue.Entry(
        number, new MeterId(meter), RegisterName.parse(register), resolution, unit);
  }

  static Header header(BatchKind kind, long seq) {
    return new Header(
        kind,
        0x1122334455667788L,
        seq,
        new Digest(5),
        Wire.digestOf(CATALOGUE),
        BOOT,
        123_456,
        1_767_225_600_000L,
        ClockTrust.SYNCHRONISED);
  }

  private static Body reopened(SealedBatch batch) throws MalformedBatchException {
    return Wire.body(Wire.open(batch.bytes()), batch.bytes(), CATALOGUE);
  }

  @Test
  void readingsComeBackAsTheyWereInTheirOrder() throws MalformedBatchException {
    Readings readings =
        new Readings(
            List.of(
                new Row(1, 1_000, 123_450, 0),
                new Row(2, 1_000, -7, 2),
                new Row(3, 990, 54_321_000, 0),
                new Row(1, 2_000, 123_457, 33),
                new Row(3, 2_500, Long.MAX_VALUE, 0),
                new Row(2, 0, Long.MIN_VALUE, 255)));
    SealedBatch batch = Wire.seal(header(BatchKind.READINGS, 7), readings, CATALOGUE);
    assertThat(reopened(batch)).isEqualTo(readings);
    assertThat(Wire.open(batch.bytes()).header()).isEqualTo(header(BatchKind.READINGS, 7));
  }

  @Test
  void cataloguesAndFactsComeBackAsTheyWere() throws MalformedBatchException {
    Facts facts =
        new Facts(
            List.of(
                new Facts.Time(BOOT, 1_767_225_476_544L),
                new Facts.Loss(3, 9, 120, "journal full"),
                new Facts.Event(5_000, "gateway-started", "démarrage")));
    assertThat(reopened(Wire.seal(header(BatchKind.CATALOGUE, 1), CATALOGUE))).isEqualTo(CATALOGUE);
    assertThat(reopened(Wire.seal(header(BatchKind.FACT, 2), facts))).isEqualTo(facts);
  }

  @Test
  void anyReadingsComeBackAsTheyWere() throws MalformedBatchException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Row> rows = new ArrayList<>();
      int count = random.nextInt(200);
      for (int i = 0; i < count; i++) {
        long value = random.nextBoolean() ? random.nextLong() : random.nextInt(100_000) * 10L;
        int quality = random.nextInt(10) == 0 ? random.nextInt(256) : 0;
        rows.add(new Row(1 + random.nextInt(4), random.nextLong() >>> 20, value, quality));
      }
      Readings readings = new Readings(rows);
      SealedBatch batch = Wire.seal(header(BatchKind.READINGS, 1 + round), readings, CATALOGUE);
      assertThat(reopened(batch)).as("seed %d", seed).isEqualTo(readings);
    }
  }

  @Test
  void everyCutAndEveryFlippedBitIsRefused() {
    SealedBatch batch =
        Wire.seal(
            header(BatchKind.READINGS, 7),
            new Readings(List.of(new Row(1, 1_000, 123_450, 0), new Row(2, 1_000, -7, 2))),
            CATALOGUE);
    for (int cut = 0; cut < batch.bytes().length; cut++) {
      byte[] part = Arrays.copyOf(batch.bytes(), cut);
      assertThatThrownBy(() -> Wire.open(part)).isInstanceOf(MalformedBatchException.class);
    }
    for (int bit = 0; bit < batch.bytes().length * 8; bit++) {
      byte[] flipped = batch.bytes().clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Wire.open(flipped)).isInstanceOf(MalformedBatchException.class);
    }
  }

  @Test
  void anyBodyIsDecodedOrRefusedAndNothingElse() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = Bodies.encode(new Readings(List.of(new Row(1, 1_000, 123_450, 9))), CATALOGUE);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      BatchKind kind = BatchKind.values()[random.nextInt(3)];
      Envelope envelope = new Envelope(header(kind, 1), random.nextBoolean(), 1, bytes.length - 1);
      try {
        assertThat(Wire.body(envelope, bytes, CATALOGUE)).isNotNull();
      } catch (MalformedBatchException refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).isNotBlank();
      }
    }
  }

  @Test
  void aBodyThatInflatesBeyondAMebibyteIsRefused() {
    byte[] bomb = Deflation.deflate(new byte[(1 << 20) + 1]);
    Envelope envelope = new Envelope(header(BatchKind.FACT, 1), true, 1, bomb.length);
    byte[] bytes = new byte[bomb.length + 1];
    System.arraycopy(bomb, 0, bytes, 1, bomb.length);
    assertThatThrownBy(() -> Wire.body(envelope, bytes, CATALOGUE))
        .isInstanceOf(MalformedBatchException.class)
        .hasMessageContaining("1048576");
  }

  @Test
  void aReceiptComesBackAsItWasAndADamagedOneIsRefused() throws MalformedBatchException {
    Receipt receipt = new Receipt(BOOT, -5, 12, new Digest(99));
    byte[] bytes = Wire.encode(receipt);
    assertThat(Wire.receipt(bytes)).isEqualTo(receipt);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Wire.receipt(flipped)).isInstanceOf(MalformedBatchException.class);
    }
  }
}
