package eu.releve.decode.mbus;

import eu.releve.decode.mbus.MbusAnswer.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decodes the application layer of M-Bus (EN 13757-3), whichever way it came. */
public final class MbusDecoder {
  private static final int MAKERS_FIRST = 0xA0;
  private static final int MAKERS_LAST = 0xB7;
  private static final int FILLER = 0x2F;

  private MbusDecoder() {}

  /**
   * What the plain bytes of an application layer say.
   *
   * <p>Of a telegram that was encrypted {@code data} are the header as sent, configuration
   * included, and then the decrypted bytes, which begin with {@code 2F2F}; where they do not while
   * the configuration says that they are encrypted, the answer is {@link Refusal#ENCRYPTED}. Link
   * layer, extended link layer and fragmentation layer have been taken off, a compact frame has
   * been turned into a full one.
   *
   * @param information the CI field, 0 to 255: 72 and 76 with the long header, 7A with the short,
   *     78 with none, 73 and 77 the fixed structure, 70, 6E and 6F errors, 71, 74 and 75 alarms.
   * @param data all bytes after the CI field.
   * @param link who speaks according to the link layer, where the header does not say.
   */
  public static MbusAnswer application(int information, byte[] data, Optional<MeterIdentity> link) {
    try {
      return switch (information) {
        case 0x72, 0x76 -> telegram(information, data, HeaderKind.LONG, link);
        case 0x7A -> telegram(information, data, HeaderKind.SHORT, link);
        case 0x78 -> telegram(information, data, HeaderKind.NONE, link);
        case 0x73 ->
            link.isPresent()
                ? new Refused(Refusal.COMPACT, "CI 73 needs a full frame")
                : FixedStructure.read(data, false);
        case 0x77 -> FixedStructure.read(data, true);
        case 0x70 -> applicationError(data);
        case 0x71 -> alarm(data);
        case 0x6E -> applicationError(behindHeader(data, HeaderKind.SHORT, link));
        case 0x6F -> applicationError(behindHeader(data, HeaderKind.LONG, link));
        case 0x74 -> alarm(behindHeader(data, HeaderKind.SHORT, link));
        case 0x75 -> alarm(behindHeader(data, HeaderKind.LONG, link));
        case 0x69, 0x6A, 0x6B, 0x79, 0x7B ->
            new Refused(Refusal.COMPACT, "CI %02X needs a full frame".formatted(information));
        case 0x50, 0x51, 0x52, 0x54, 0x55, 0x56, 0x5A, 0x5B, 0x5C, 0x6C, 0x6D ->
            new Refused(Refusal.COMMAND, "CI %02X".formatted(information));
        case 0x80, 0x86, 0x8A, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90 ->
            new Refused(Refusal.WRAPPED, "CI %02X".formatted(information));
        default ->
            MAKERS_FIRST <= information && information <= MAKERS_LAST
                ? makers(information, data, link)
                : new Refused(Refusal.CONTROL_INFORMATION, "CI %02X".formatted(information));
      };
    } catch (MalformedException malformed) {
      return malformed.refused();
    }
  }

  /** What the bytes of one whole wired frame say. */
  static MbusAnswer frame(byte[] bytes) {
    return switch (MbusFrame.parse(bytes)) {
      case MbusFrame.LongFrame frame -> frame(frame);
      case MbusFrame.Broken broken -> new Refused(Refusal.of(broken.fault()), broken.detail());
      case MbusFrame.ShortFrame other -> new Refused(Refusal.NO_DATA, "a short frame");
      case MbusFrame.Acknowledgement other -> new Refused(Refusal.NO_DATA, "an acknowledgement");
    };
  }

  static MbusAnswer frame(MbusFrame.LongFrame frame) {
    if ((frame.control() & 0x40) != 0) {
      return new Refused(
          frame.isControl() ? Refusal.NO_DATA : Refusal.COMMAND,
          "control %02X, CI %02X".formatted(frame.control(), frame.information()));
    }
    return application(frame.information(), frame.own(), Optional.empty());
  }

  private static Telegram telegram(
      int information, byte[] data, HeaderKind kind, Optional<MeterIdentity> link)
      throws MalformedException {
    Bytes bytes = new Bytes(data, information == 0x76);
    Header header = Header.read(bytes, kind, link);
    header.skipToPlain(bytes, link.isPresent());
    Optional<MeterIdentity> meter = header.meter();
    int from = bytes.position();
    Optional<List<DataRecord>> own =
        meter.flatMap(who -> MakerLayouts.insteadOfRecords(data, from, who));
    if (own.isPresent()) {
      return new Telegram(header, own.get(), false, bytes.rest(), data);
    }
    Records records =
        header.isOwnMode(bytes, link.isPresent())
            ? Records.readDoubtful(bytes)
            : Records.read(bytes);
    List<DataRecord> all = new ArrayList<>(records.read());
    if (kind == HeaderKind.NONE) {
      header = header.of(MeterIdentity.among(all));
    }
    if (meter.isPresent()) {
      int base = data.length - records.manufacturerData().length;
      MakerLayouts.behindRecords(records.manufacturerData(), base, meter.get())
          .ifPresent(all::addAll);
      all = MakerLayouts.opened(all, data, meter.get());
    }
    return new Telegram(header, all, records.moreFollow(), records.manufacturerData(), data);
  }

  /** A layout that only its maker has. */
  private static MbusAnswer makers(int information, byte[] data, Optional<MeterIdentity> link) {
    return link.flatMap(meter -> MakerLayouts.announced(information, data, meter))
        .<MbusAnswer>map(
            records -> new Telegram(new Header(link, 0, 0, 0), records, false, data, data))
        .orElseGet(() -> new Refused(Refusal.UNKNOWN_LAYOUT, "CI %02X".formatted(information)));
  }

  /** What follows the header; of an encrypted telegram without the fillers around it. */
  private static byte[] behindHeader(byte[] data, HeaderKind kind, Optional<MeterIdentity> link)
      throws MalformedException {
    Bytes bytes = new Bytes(data, false);
    Header.read(bytes, kind, link).skipToPlain(bytes, link.isPresent());
    while (bytes.peek(0) == FILLER && bytes.peek(1) == FILLER) {
      bytes.next("filler");
      bytes.next("filler");
    }
    return bytes.rest();
  }

  /** A meter that says no, in one byte or in none (EN 13757-3, application errors). */
  private static Refused applicationError(byte[] data) {
    return data.length == 0
        ? new Refused(Refusal.METER_UNSPECIFIED_ERROR, "without code")
        : new Refused(
            Refusal.ofApplicationError(data[0] & 0xFF), "code %02X".formatted(data[0] & 0xFF));
  }

  private static Refused alarm(byte[] data) {
    return new Refused(
        Refusal.METER_ALARM,
        data.length == 0 ? "without state" : "state %02X".formatted(data[0] & 0xFF));
  }
}
