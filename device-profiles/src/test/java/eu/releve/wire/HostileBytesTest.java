package eu.releve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: a value, or a refusal that says what was wanted; never anything else. */
class HostileBytesTest {
  private static final int MUTATIONS = Integer.getInteger("mutations", 5_000);

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Catalogue catalogue = Batches.catalogue(random, 60);

  @Test
  void everyCutAndEveryFlippedBitIsRefused() {
    for (SealedBatch batch : samples()) {
      byte[] bytes = batch.bytes();
      for (int cut = 0; cut < bytes.length; cut++) {
        byte[] part = Arrays.copyOf(bytes, cut);
        assertThatThrownBy(() -> Wire.open(part)).isInstanceOf(MalformedBatchException.class);
      }
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> Wire.open(flipped)).isInstanceOf(MalformedBatchException.class);
      }
    }
  }

  @Test
  void aDamagedReceiptIsRefused() {
    byte[] bytes = Wire.encode(new Receipt(Batches.BOOT, -5, 12, new Digest(99)));
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Wire.receipt(flipped)).isInstanceOf(MalformedBatchException.class);
    }
    for (int size = 0; size < 2 * bytes.length; size++) {
      byte[] other = Arrays.copyOf(bytes, size);
      if (size != bytes.length) {
        assertThatThrownBy(() -> Wire.receipt(other)).isInstanceOf(MalformedBatchException.class);
      }
    }
  }

  // With a right checksum, so that what lies behind it is reached.
  @Test
  void aWrongBatchWithARightChecksumIsDecodedOrRefused() {
    List<SealedBatch> samples = samples();
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(samples.get(random.nextInt(samples.size())).bytes());
      withChecksum(bytes);
      refused += tried(bytes) ? 0 : 1;
    }
    assertThat(refused).as("seed %d", seed).isBetween(MUTATIONS / 10, MUTATIONS - 1);
  }

  @Test
  void aBootOfMoreThanAHundredYearsIsRefused() {
    Header sound = Batches.header(BatchKind.FACT);
    byte[] body = FactsCodec.encode(Batches.facts(random));
    Header absurd =
        new Header(
            sound.kind(),
            sound.epoch(),
            sound.seq(),
            sound.previous(),
            sound.catalogue(),
            sound.bootId(),
            Long.MAX_VALUE,
            sound.wallMillis(),
            sound.trust());
    byte[] bytes = EnvelopeCodec.seal(absurd, body, body);
    assertThatThrownBy(() -> Wire.open(bytes))
        .isInstanceOf(MalformedBatchException.class)
        .hasMessageContaining("boot clock");
  }

  @Test
  void aWrongBodyIsDecodedOrRefused() {
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] plain =
          switch (random.nextInt(4)) {
            case 0 -> ReadingsCodec.encode(rows(), 0, catalogue);
            case 1 -> CatalogueCodec.encode(catalogue);
            case 2 -> FactsCodec.encode(Batches.facts(random));
            default -> bytes(random.nextInt(40));
          };
      byte[] body = mutated(plain);
      BatchKind kind = Batches.KINDS.get(random.nextInt(Batches.KINDS.size()));
      byte[] deflated = random.nextBoolean() ? Deflation.deflate(body) : body;
      tried(EnvelopeCodec.seal(Batches.header(kind), body, deflated));
    }
  }

  private List<Readings.Row> rows() {
    return Batches.readings(random, catalogue, random.nextInt(50)).rows();
  }

  /** Whether it could be decoded; anything but a refusal that says why fails the test. */
  private boolean tried(byte[] bytes) {
    try {
      return Wire.body(Wire.open(bytes), bytes, catalogue) != null;
    } catch (MalformedBatchException refused) {
      assertThat(refused.getMessage()).as("seed %d", seed).isNotBlank();
      return false;
    } catch (RuntimeException broken) {
      throw new AssertionError("seed " + seed + ": " + Arrays.toString(bytes), broken);
    }
  }

  private List<SealedBatch> samples() {
    return List.of(
        Wire.seal(
            Batches.header(BatchKind.READINGS), Batches.readings(random, catalogue, 9), catalogue),
        Wire.seal(Batches.header(BatchKind.CATALOGUE), Batches.catalogue(random, 4)),
        Wire.seal(Batches.header(BatchKind.FACT), Batches.facts(random)));
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] mutated(byte[] bytes) {
    byte[] mutant = bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && mutant.length > 0; i--) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(5)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) random.nextInt();
        case 2 -> mutant[at] = (byte) 0xFF;
        case 3 -> mutant = Arrays.copyOf(mutant, at);
        default -> mutant = inserted(mutant, at);
      }
    }
    return mutant;
  }

  private byte[] inserted(byte[] bytes, int at) {
    byte[] more = bytes(1 + random.nextInt(4));
    return ByteBuffer.allocate(bytes.length + more.length)
        .put(bytes, 0, at)
        .put(more)
        .put(bytes, at, bytes.length - at)
        .array();
  }

  @Test
  void whatInflatesBeyondTheLimitIsRefusedWhileItInflates() {
    byte[] bomb = Deflation.deflate(new byte[12 << 20]);
    for (BatchKind kind : Batches.KINDS) {
      byte[] batch = EnvelopeCodec.seal(Batches.header(kind), new byte[bomb.length + 1], bomb);
      assertThatThrownBy(() -> Wire.body(Wire.open(batch), batch, Catalogue.EMPTY))
          .isInstanceOf(MalformedBatchException.class)
          .hasMessageContaining(kind == BatchKind.READINGS ? "65536" : "1048576");
    }
  }

  @Test
  void aLaterVersionIsRefusedByName() {
    byte[] bytes = samples().getFirst().bytes().clone();
    bytes[1] = 2;
    assertThatThrownBy(() -> Wire.open(bytes))
        .hasMessage("envelope, version at byte 1: wanted 1, got 2");
  }

  @Test
  void anUnknownKindIsRefusedByName() {
    byte[] bytes = samples().getFirst().bytes().clone();
    bytes[2] = 9;
    byte[] sealed = withChecksum(bytes);
    assertThatThrownBy(() -> Wire.open(sealed))
        .hasMessage(
            "envelope, kind at byte 2: wanted 1 (readings), 2 (catalogue) or 3 (fact), got 9");
  }

  /** Puts the checksum right, and leaves bytes that are too short for one. */
  private static byte[] withChecksum(byte[] bytes) {
    int at = checksumAt(bytes);
    if (at + Integer.BYTES <= bytes.length) {
      ByteBuffer.wrap(bytes).putInt(at, Bytes.checksum(bytes, at));
    }
    return bytes;
  }

  private static int checksumAt(byte[] bytes) {
    int at = 4 + 3 * Long.BYTES + 2 * Long.BYTES;
    for (int varints = 0; varints < 4 && at < bytes.length; at++) {
      varints += bytes[at] >= 0 ? 1 : 0;
    }
    return at;
  }

  @Test
  void aFieldOfALaterVersionIsSkipped() throws Exception {
    byte[] known = FactsCodec.encode(new Facts(List.of(new Facts.Time(new UUID(1, 2), 3))));
    byte[] later = new Message().text(99, "what may come").unsigned(100, 7).toBytes();
    byte[] both = Arrays.copyOf(later, later.length + known.length);
    System.arraycopy(known, 0, both, later.length, known.length);
    assertThat(FactsCodec.decode(both)).isEqualTo(FactsCodec.decode(known));
  }
}
