package eu.releve.edge.simulate;

import eu.releve.profile.Access;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The link layer of one M-Bus meter: it says the same telegram again until it is told to go on. */
final class MbusSlave {
  /** At which address the meter answers that was selected by its secondary address. */
  static final int SELECTED = 253;

  private static final byte[] ACKNOWLEDGED = {(byte) 0xE5};

  private final PlayedMeter played;
  private final MbusTelegram.Writer writer;
  private Optional<Boolean> lastFrameCount = Optional.empty();
  private Optional<MbusTelegram> last = Optional.empty();
  private int telegrams;
  private boolean selected;

  /**
   * Prepares the meter's telegrams.
   *
   * @throws IllegalArgumentException when a register cannot be written over M-Bus.
   */
  MbusSlave(PlayedMeter played) {
    this.played = played;
    this.writer =
        switch (played.meter().access()) {
          case Access.Mbus access -> new MbusTelegram.Writer(played.meter(), access);
          case Access.Modbus ignored -> throw stranger(played);
          case Access.Plc ignored -> throw stranger(played);
        };
  }

  private static IllegalArgumentException stranger(PlayedMeter played) {
    return new IllegalArgumentException(
        "meter %s: no M-Bus meter on an M-Bus".formatted(played.meter().id()));
  }

  PlayedMeter played() {
    return played;
  }

  /**
   * Selects the meter when it is meant, and deselects it when another is.
   *
   * @param mask eight bytes of an identity, each nibble F for any.
   * @return whether it says that it is selected.
   */
  boolean select(byte[] mask) {
    byte[] identity = writer.identity();
    boolean meant = true;
    for (int i = 0; i < identity.length; i++) {
      meant &= fits(mask[i] >> 4 & 0xF, identity[i] >> 4 & 0xF);
      meant &= fits(mask[i] & 0xF, identity[i] & 0xF);
    }
    selected = meant;
    return meant && played.fault().kind() != Fault.Kind.SILENT;
  }

  private static boolean fits(int mask, int nibble) {
    return mask == 0xF || mask == nibble;
  }

  boolean isSelected() {
    return selected;
  }

  /** The bytes to send; nothing where a meter is silent. */
  Optional<byte[]> answer(MbusRequest request) throws IOException, InterruptedException {
    if (played.fault().kind() == Fault.Kind.SILENT) {
      return Optional.empty();
    }
    if (request.isReset()) {
      selected &= request.address() != SELECTED;
      lastFrameCount = Optional.empty();
      last = Optional.empty();
      return Optional.of(ACKNOWLEDGED);
    }
    if (request.sendsData()) {
      return Optional.of(ACKNOWLEDGED);
    }
    return request.asksForData() ? Optional.of(data(request)) : Optional.empty();
  }

  private byte[] data(MbusRequest request) throws IOException, InterruptedException {
    played.dawdle();
    Instant now = played.now();
    boolean again = request.frameCount().isPresent() && request.frameCount().equals(lastFrameCount);
    MbusTelegram telegram =
        again && last.isPresent()
            ? last.get()
            : writer.telegram(telegrams++ & 0xFF, played.valuesAt(now));
    last = Optional.of(telegram);
    lastFrameCount = request.frameCount();
    if (played.fault().kind() == Fault.Kind.NONSENSE) {
      return garbled(telegram.frame(), played.nextNonsense());
    }
    played.record(telegram.written(), now);
    return telegram.frame();
  }

  /** In turn a wrong checksum, a frame that breaks off, and bytes that are no frame at all. */
  private static byte[] garbled(byte[] frame, long turn) {
    byte[] bytes = turn % 3 == 1 ? Arrays.copyOf(frame, frame.length / 2) : frame.clone();
    if (turn % 3 == 0) {
      bytes[bytes.length - 2] ^= 0x55;
    } else if (turn % 3 == 2) {
      Arrays.fill(bytes, (byte) 0xA5);
    }
    return bytes;
  }
}
