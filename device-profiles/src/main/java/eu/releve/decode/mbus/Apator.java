package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Apator's layouts: a plain counter, a heat-cost allocator, and tagged fields behind a 0F. */
final class Apator {
  private static final Meaning CUBIC_METRES = Meaning.in(What.VOLUME, Unit.M3, 0);
  private static final Meaning UNITS = Meaning.in(What.ALLOCATION, Unit.RATIO, 0);
  private static final Meaning DEGREES = Meaning.in(What.EXTERNAL_TEMPERATURE, Unit.DEG_C, 0);

  private static final int PREFIX = 0xB6;
  private static final int ALLOCATOR = 0x08;
  private static final int THIRDS = 3;
  private static final int OF_256 = 256;

  /** Date of the device and three bytes of faults. */
  private static final int BEFORE_TAGS = 7;

  /** Access number, one byte, and a block. */
  private static final int OPENED = 18;

  private static final int MARK = 0x2F;
  private static final int TOTAL = 0x10;
  private static final int END = 0xFF;

  private Apator() {}

  static Optional<List<DataRecord>> announced(int information, byte[] data, MeterIdentity meter) {
    if (meter.medium() == ALLOCATOR) {
      return information == PREFIX ? behindPrefix(data) : allocator(data, 0);
    }
    return switch (meter.medium()) {
      case 0x03, 0x0F -> counter(data, MakerLayouts.LITRES);
      case 0x07 -> opened(data);
      case 0x11 -> counter(data, CUBIC_METRES);
      default -> Optional.empty();
    };
  }

  /** A total in thirds, of water whatever number its medium has. */
  private static Optional<List<DataRecord>> counter(byte[] data, Meaning meaning) {
    return new MakerRecords(data, 0, Qualifier.OF_WATER).quotient(0, 4, THIRDS, meaning, 0).all();
  }

  /**
   * An NA-1 whose block has been decrypted: behind access number and one byte stands 2F, and behind
   * that a nibble that is no part of the total.
   */
  private static Optional<List<DataRecord>> opened(byte[] data) {
    if (data.length != OPENED || data[2] != MARK || data[6] != 0) {
      return Optional.empty();
    }
    long litres = (data[3] & 0x0F) | (data[4] & 0xFF) << 4 | (data[5] & 0xFF) << 12;
    MbusValue value = new MbusValue.Exact(MakerLayouts.LITRES.value(litres));
    return new MakerRecords(data, 0).add(3, 4, MakerLayouts.LITRES, 0, value).all();
  }

  /** A block of so many bytes, and then another control information. */
  private static Optional<List<DataRecord>> behindPrefix(byte[] data) {
    int from = data.length == 0 ? 0 : (data[0] & 0xFF) + 2;
    return from >= data.length
        ? Optional.empty()
        : allocator(Arrays.copyOfRange(data, from, data.length), from);
  }

  private static Optional<List<DataRecord>> allocator(byte[] data, int base) {
    return new MakerRecords(data, base)
        .number(7, 2, UNITS, 0)
        .number(3, 2, UNITS, 1)
        .quotient(13, 2, OF_256, DEGREES, 0)
        .quotient(11, 2, OF_256, DEGREES, 1)
        .all();
  }

  /** The total among fields that begin with their tag; an unknown tag hides what is behind it. */
  static Optional<List<DataRecord>> tagged(byte[] own, int base) {
    int at = BEFORE_TAGS;
    while (at < own.length) {
      int tag = own[at] & 0xFF;
      int length = lengthOf(tag);
      if (tag == TOTAL) {
        return new MakerRecords(own, base).number(at + 1, 4, MakerLayouts.LITRES, 0).all();
      }
      if (tag == END || length == 0) {
        return Optional.empty();
      }
      at += 1 + length;
    }
    return Optional.empty();
  }

  /** How many bytes stand behind a tag; 0 for one that is not known. */
  private static int lengthOf(int tag) {
    if (0x71 <= tag && tag <= 0x7F) {
      return 1 + 4 * ((tag & 0x0F) + 1);
    }
    if (0x80 <= tag && tag <= 0x8F) {
      return 10;
    }
    return switch (tag) {
      case 0x41, 0x43 -> 2;
      case 0x42, TOTAL, 0xA0, 0xF0 -> 4;
      case 0x40 -> 6;
      default -> 0;
    };
  }
}
