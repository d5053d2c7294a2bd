package eu.releve.decode.mbus;

import eu.releve.decode.mbus.DataRecord.Function;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import org.openmuc.jmbus.Bcd;
import org.openmuc.jmbus.DataRecord.DataValueType;
import org.openmuc.jmbus.DlmsUnit;

/** A record in words that both decoders can say: value in a base unit, function, place. */
final class JmbusReading {
  /** Our units and theirs as a multiple of one that both have. */
  private static final Map<String, String> BASES =
      Map.ofEntries(
          Map.entry("MWh", "1e6 Wh"),
          Map.entry("GJ", "1e9 J"),
          Map.entry("Gcal", "4.1868e9 J"),
          Map.entry("GJ/h", "1e9 J/h"),
          Map.entry("MW", "1e6 W"),
          Map.entry("min", "60 s"),
          Map.entry("h", "3600 s"),
          Map.entry("d", "86400 s"),
          Map.entry("kvarh", "1e3 varh"),
          Map.entry("kVAh", "1e3 VAh"),
          Map.entry("kvar", "1e3 var"),
          Map.entry("kVA", "1e3 VA"),
          Map.entry("1", "1 "),
          Map.entry("MIN", "60 s"),
          Map.entry("HOUR", "3600 s"),
          Map.entry("DAY", "86400 s"),
          Map.entry("CUBIC_METRE_PER_MINUTE", "60 m3/h"),
          Map.entry("CUBIC_METRE_PER_SECOND", "3600 m3/h"));

  private static final Map<DlmsUnit, String> UNITS =
      Map.ofEntries(
          Map.entry(DlmsUnit.WATT_HOUR, "Wh"),
          Map.entry(DlmsUnit.JOULE, "J"),
          Map.entry(DlmsUnit.CUBIC_METRE, "m3"),
          Map.entry(DlmsUnit.CUBIC_METRE_PER_HOUR, "m3/h"),
          Map.entry(DlmsUnit.KILOGRAM, "kg"),
          Map.entry(DlmsUnit.KILOGRAM_PER_HOUR, "kg/h"),
          Map.entry(DlmsUnit.SECOND, "s"),
          Map.entry(DlmsUnit.MONTH, "month"),
          Map.entry(DlmsUnit.YEAR, "year"),
          Map.entry(DlmsUnit.WATT, "W"),
          Map.entry(DlmsUnit.JOULE_PER_HOUR, "J/h"),
          Map.entry(DlmsUnit.DEGREE_CELSIUS, "degC"),
          Map.entry(DlmsUnit.KELVIN, "K"),
          Map.entry(DlmsUnit.DEGREE_FAHRENHEIT, "degF"),
          Map.entry(DlmsUnit.BAR, "bar"),
          Map.entry(DlmsUnit.VOLT, "V"),
          Map.entry(DlmsUnit.AMPERE, "A"),
          Map.entry(DlmsUnit.HERTZ, "Hz"),
          Map.entry(DlmsUnit.PERCENTAGE, "%"),
          Map.entry(DlmsUnit.VAR_HOUR, "varh"),
          Map.entry(DlmsUnit.VAR, "var"),
          Map.entry(DlmsUnit.VOLT_AMPERE_HOUR, "VAh"),
          Map.entry(DlmsUnit.VOLT_AMPERE, "VA"),
          Map.entry(DlmsUnit.DEGREE, "deg"),
          Map.entry(DlmsUnit.CURRENCY, "currency"),
          Map.entry(DlmsUnit.CUBIC_FEET, "ft3"),
          Map.entry(DlmsUnit.US_GALLON, "US gal"),
          Map.entry(DlmsUnit.US_GALLON_PER_MINUTE, "US gal/min"),
          Map.entry(DlmsUnit.US_GALLON_PER_HOUR, "US gal/h"),
          Map.entry(DlmsUnit.COUNT, ""),
          Map.entry(DlmsUnit.RESERVED, ""),
          Map.entry(DlmsUnit.OTHER_UNIT, ""));

  private JmbusReading() {}

  static String ours(DataRecord record) {
    return value(record)
        + place(record.function().name(), record.storage(), record.tariff(), record.subunit());
  }

  private static String value(DataRecord record) {
    return switch (record.value()) {
      case MbusValue.Exact exact -> number(exact.value(), record.meaning().symbol());
      case MbusValue.Moment moment -> moment.at().toString();
      case MbusValue.Day day -> day.day().atTime(LocalTime.MIDNIGHT).toString();
      case MbusValue.Text text -> shown(text.text());
      case MbusValue.Opaque opaque -> "bytes";
      case MbusValue.Nothing nothing -> "nothing";
      case MbusValue.Absent absent -> absent.error().name();
      case MbusValue.Recurring recurring -> recurring.when();
      case MbusValue.TimeOfDay time -> time.at().toString();
      case MbusValue.SummerTime rule -> rule.rule();
      case MbusValue.Invalid invalid -> "invalid";
    };
  }

  /** What is text and bytes to us is text to it. */
  static String theirs(org.openmuc.jmbus.DataRecord record, DataRecord own) {
    String function =
        switch (record.getFunctionField()) {
          case INST_VAL -> Function.INSTANTANEOUS.name();
          case MAX_VAL -> Function.MAXIMUM.name();
          case MIN_VAL -> Function.MINIMUM.name();
          case ERROR_VAL -> Function.ERROR_STATE.name();
        };
    boolean bytes =
        own.value() instanceof MbusValue.Opaque
            && record.getDataValueType() == DataValueType.STRING;
    return (bytes ? "bytes" : value(record))
        + place(function, record.getStorageNumber(), record.getTariff(), record.getSubunit());
  }

  private static String value(org.openmuc.jmbus.DataRecord record) {
    return switch (record.getDataValueType()) {
      case NONE -> "nothing";
      case STRING -> shown(record.getDataValue().toString());
      case DATE ->
          LocalDateTime.ofInstant(
                  ((Date) record.getDataValue()).toInstant(), ZoneId.systemDefault())
              .withNano(0)
              .toString();
      case DOUBLE ->
          Double.isFinite((Double) record.getDataValue())
              ? scaled(record, new BigDecimal((Double) record.getDataValue()))
              : "invalid";
      case LONG -> scaled(record, BigDecimal.valueOf((Long) record.getDataValue()));
      case BCD -> scaled(record, BigDecimal.valueOf(((Bcd) record.getDataValue()).longValue()));
    };
  }

  /** Most of what is not printable is a maker's block sent as text. */
  private static String shown(String text) {
    return "'" + text.replaceAll("[^ -~]", ".") + "'";
  }

  private static String scaled(org.openmuc.jmbus.DataRecord record, BigDecimal value) {
    DlmsUnit unit = record.getUnit();
    String symbol = unit == null ? "" : UNITS.getOrDefault(unit, unit.name());
    return number(value.scaleByPowerOfTen(record.getMultiplierExponent()), symbol);
  }

  private static String number(BigDecimal value, String symbol) {
    String[] base = BASES.getOrDefault(symbol, "1 " + symbol).split(" ", 2);
    BigDecimal all = value.multiply(new BigDecimal(base[0]));
    BigDecimal plain = all.signum() == 0 ? BigDecimal.ZERO : all.stripTrailingZeros();
    return (plain.toPlainString() + " " + base[1]).strip();
  }

  private static String place(String function, long storage, int tariff, int subunit) {
    return " %s s%d t%d u%d".formatted(function.toLowerCase(Locale.ROOT), storage, tariff, subunit);
  }
}
