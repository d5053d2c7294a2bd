package eu.releve.decode.wmbus;

import eu.releve.decode.mbus.RecordHeads;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.decode.wmbus.Wireless.Plain;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes full frames of compact ones, and learns from full ones (EN 13757-3, annex G).
 *
 * <p>The formats are those of telegrams that were opened: a stranger's teach nothing.
 *
 * @param formats seen before.
 */
record Expansion(FormatMemory formats) {
  private static final int FILLER = 0x2F;

  /** The telegram as a full one. */
  Opened full(Transport transport, Plain plain, boolean radio, Optional<Long> counter)
      throws ObstacleException {
    int information = transport.information();
    return switch (information) {
      case 0x79, 0x7B -> compact(transport, plain, counter, information == 0x79 ? 0x78 : 0x7A);
      case 0x73 ->
          radio
              ? compact(transport, plain, counter, 0x72)
              : opened(transport, information, plain.joined(), plain, counter);
      case 0x69, 0x6A, 0x6B -> throw format(plain.data());
      case 0x72, 0x78, 0x7A -> {
        RecordHeads.of(plain.data()).ifPresent(heads -> formats.learn(Crc16.of(heads), heads));
        yield opened(transport, information, plain.joined(), plain, counter);
      }
      default -> opened(transport, information, plain.joined(), plain, counter);
    };
  }

  private static Opened opened(
      Transport transport, int information, byte[] data, Plain plain, Optional<Long> counter) {
    return new Opened(
        information,
        transport.joined(data),
        transport.address().map(LinkAddress::identity),
        plain.protection(),
        counter);
  }

  private Opened compact(Transport transport, Plain plain, Optional<Long> counter, int information)
      throws ObstacleException {
    Reader reader = new Reader(withoutFillers(plain.data()));
    int signature = reader.word("format signature");
    int checksum = reader.word("full-frame checksum");
    byte[] heads =
        formats
            .heads(signature)
            .orElseThrow(
                () ->
                    new ObstacleException(
                        Obstacle.FORMAT_UNKNOWN,
                        "format %04X: its full frame has not been seen".formatted(signature)));
    byte[] full =
        RecordHeads.join(heads, reader.rest())
            .orElseThrow(
                () ->
                    new ObstacleException(
                        Obstacle.FORMAT_CHECKSUM,
                        "the data do not fit format %04X".formatted(signature)));
    int computed = Crc16.of(full);
    if (computed != checksum) {
      throw new ObstacleException(
          Obstacle.FORMAT_CHECKSUM,
          "full frame: computed %04X, found %04X".formatted(computed, checksum));
    }
    Plain joined = new Plain(plain.prefix(), marked(plain, full), plain.protection());
    return opened(transport, information, joined.joined(), joined, counter);
  }

  /** What was decrypted begins with two fillers, and so does what is made of it. */
  private static byte[] marked(Plain plain, byte[] full) {
    if (plain.data().length == 0 || plain.data()[0] != FILLER) {
      return full;
    }
    byte[] marked = new byte[full.length + 2];
    marked[0] = FILLER;
    marked[1] = FILLER;
    System.arraycopy(full, 0, marked, 2, full.length);
    return marked;
  }

  private static byte[] withoutFillers(byte[] data) {
    int from = data.length > 1 && data[0] == FILLER && data[1] == FILLER ? 2 : 0;
    return Arrays.copyOfRange(data, from, data.length);
  }

  /** Nothing but a format: kept if its checksum says that it is one. */
  private ObstacleException format(byte[] data) {
    byte[] frame = withoutFillers(data);
    for (int from = 0; from <= 1 && frame.length > from + 2; from++) {
      int signature = (frame[from] & 0xFF) | ((frame[from + 1] & 0xFF) << 8);
      byte[] heads = Arrays.copyOfRange(frame, from + 2, frame.length);
      if (Crc16.of(heads) == signature) {
        formats.learn(signature, heads);
        return new ObstacleException(Obstacle.NO_DATA, "format %04X, learnt".formatted(signature));
      }
    }
    return new ObstacleException(Obstacle.STRUCTURE, "a format frame with another signature");
  }
}
