package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.Form;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/**
 * Techem's radio telegrams: the value of the last due date and what came since, each behind its
 * date; the total is their sum.
 */
final class Techem {
  private static final Meaning UNITS = Meaning.in(What.ALLOCATION, Unit.RATIO, 0);
  private static final Meaning TENTHS = Meaning.in(What.VOLUME, Unit.M3, -1);
  private static final Meaning KILOWATT_HOURS = Meaning.in(What.ENERGY, Unit.WH, 3);
  private static final Meaning MEGAJOULES = Meaning.in(What.ENERGY, Unit.J, 6);
  private static final Meaning HUNDREDTHS = Meaning.in(What.EXTERNAL_TEMPERATURE, Unit.DEG_C, -2);
  private static final Meaning RADIATOR = Meaning.in(What.FLOW_TEMPERATURE, Unit.DEG_C, -2);

  private static final int LAST = 3;
  private static final int SINCE = 7;
  private static final int NEWER = 0x94;

  private Techem() {}

  /** Techem's own numbers of media; nothing where the norm's hold. */
  static Optional<Medium> medium(int code) {
    return switch (code) {
      case 0x62, 0x72 -> Optional.of(Medium.WATER);
      case 0x43, 0xC3 -> Optional.of(Medium.HEAT);
      default -> Optional.empty();
    };
  }

  static Optional<List<DataRecord>> records(byte[] data, MeterIdentity meter) {
    MakerRecords records = new MakerRecords(data, 0);
    Optional<LocalDate> date = date(data);
    date.ifPresent(
        day -> records.add(1, 2, Meaning.of(What.DATE, Form.POINT), 1, new MbusValue.Day(day)));
    return switch (meter.medium()) {
      case 0x80 -> allocator(records, meter);
      case 0x62, 0x72 -> sum(records, 2, TENTHS);
      case 0x43 -> sum(records, 3, KILOWATT_HOURS);
      case 0xC3 -> sum(records, 2, MEGAJOULES);
      case 0xF0 -> date.isPresent() ? records.all() : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<List<DataRecord>> sum(MakerRecords records, int length, Meaning meaning) {
    return records.sum(LAST, SINCE, length, meaning).number(LAST, length, meaning, 1).all();
  }

  /** Units start afresh at each due date, and so do the readings of those who bill them. */
  private static Optional<List<DataRecord>> allocator(MakerRecords records, MeterIdentity meter) {
    int temperatures = meter.version() == NEWER ? 10 : 9;
    return records
        .number(SINCE, 2, UNITS, 0)
        .number(LAST, 2, UNITS, 1)
        .number(temperatures, 2, HUNDREDTHS, 0)
        .number(temperatures + 2, 2, RADIATOR, 0)
        .all();
  }

  /** Five bits of day, four of month, seven of year. */
  private static Optional<LocalDate> date(byte[] data) {
    if (data.length < LAST) {
      return Optional.empty();
    }
    int bits = (data[1] & 0xFF) | (data[2] & 0xFF) << 8;
    int month = bits >> 5 & 0x0F;
    int day = bits & 0x1F;
    if (month < 1 || month > 12) {
      return Optional.empty();
    }
    YearMonth within = YearMonth.of(2000 + (bits >> 9), month);
    return within.isValidDay(day) ? Optional.of(within.atDay(day)) : Optional.empty();
  }
}
