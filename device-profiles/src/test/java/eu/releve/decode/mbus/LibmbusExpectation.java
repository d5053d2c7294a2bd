package eu.releve.decode.mbus;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.Meaning.What;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One row of the corpus, normalised to SI, and what a telegram says otherwise. */
final class LibmbusExpectation {
  /** Our units with their multiple of the corpus's. */
  private static final Map<String, String> SI =
      Map.ofEntries(
          Map.entry("Wh", "1 Wh"),
          Map.entry("MWh", "1e6 Wh"),
          Map.entry("J", "1 J"),
          Map.entry("GJ", "1e9 J"),
          Map.entry("m3", "1 m^3"),
          Map.entry("kg", "1 kg"),
          Map.entry("s", "1 s"),
          Map.entry("min", "60 s"),
          Map.entry("h", "3600 s"),
          Map.entry("d", "86400 s"),
          Map.entry("W", "1 W"),
          Map.entry("J/h", "1 J/h"),
          Map.entry("MW", "1e6 W"),
          Map.entry("m3/h", "1 m^3/h"),
          Map.entry("kg/h", "1 kg/h"),
          Map.entry("degC", "1 °C"),
          Map.entry("K", "1 K"),
          Map.entry("bar", "1 bar"),
          Map.entry("V", "1 V"),
          Map.entry("A", "1 A"));

  /** Fixed structures are not normalised; a historic counter has the unit of the other, here L. */
  private static final Map<String, BigDecimal> FIXED =
      Map.of(
          "l", new BigDecimal("0.001"),
          "reserved but historic", new BigDecimal("0.001"),
          "kWh", new BigDecimal("1000"));

  private static final Map<String, What> QUANTITIES =
      Map.ofEntries(
          Map.entry("Fabrication No", What.FABRICATION_NUMBER),
          Map.entry("Time point (date)", What.DATE),
          Map.entry("Time point (date & time)", What.DATE_TIME),
          Map.entry("Model / Version", What.MODEL),
          Map.entry("Parameter set identification", What.PARAMETER_SET),
          Map.entry("H.C.A.", What.ALLOCATION),
          Map.entry("Reserved", What.UNKNOWN));

  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "Instantaneous value", Function.INSTANTANEOUS,
          "Actual value", Function.INSTANTANEOUS,
          "Maximum value", Function.MAXIMUM,
          "Minimum value", Function.MINIMUM,
          "Value during error state", Function.ERROR_STATE);

  private final JsonNode row;

  LibmbusExpectation(JsonNode row) {
    this.row = row;
  }

  int records() {
    return row.get("records").size();
  }

  /**
   * What the telegram says otherwise.
   *
   * @param judged what we say instead, by record.
   */
  List<String> objections(Telegram telegram, Map<Integer, String> judged) {
    List<String> objections = new ArrayList<>(headers(telegram));
    int at = 0;
    for (JsonNode wanted : row.get("records")) {
      String function = wanted.get("Function").asText();
      if (function.equals("Manufacturer specific") || function.equals("More records follow")) {
        objections.addAll(rest(telegram, wanted, function));
      } else if (at >= telegram.records().size()) {
        objections.add("has no record " + at);
      } else {
        DataRecord record = telegram.records().get(at);
        String why =
            judged.containsKey(at)
                ? instead(record, judged.getOrDefault(at, ""))
                : record(record, wanted);
        if (!why.isEmpty()) {
          objections.add(why + ": record " + at + " " + telegram.records().get(at) + ", " + wanted);
        }
        at++;
      }
    }
    if (at != telegram.records().size()) {
      objections.add("has " + telegram.records().size() + " records, wanted " + at);
    }
    return objections;
  }

  private static String instead(DataRecord record, String wanted) {
    String found =
        switch (record.value()) {
          case MbusValue.Exact number ->
              number.value().toPlainString() + " " + record.meaning().symbol();
          case MbusValue.Moment moment -> moment.at().toString();
          case MbusValue.Recurring recurring -> recurring.when();
          case MbusValue.Invalid invalid -> invalid.reason();
          default -> record.value().toString();
        };
    return found.equals(wanted) ? "" : "found " + found + ", judged " + wanted;
  }

  private List<String> headers(Telegram telegram) {
    JsonNode slave = row.get("slave");
    MeterIdentity meter = telegram.header().meter().orElseThrow();
    List<String> objections = new ArrayList<>();
    if (!meter
        .identification()
        .equals("0".repeat(8 - text(slave, "Id").length()) + text(slave, "Id"))) {
      objections.add("identification " + meter + " " + slave);
    }
    if (slave.has("Manufacturer") && !text(slave, "Manufacturer").equals(meter.manufacturer())) {
      objections.add("manufacturer " + meter + " " + slave);
    }
    if (slave.has("Version") && slave.get("Version").asInt() != meter.version()) {
      objections.add("version " + meter + " " + slave);
    }
    if (slave.get("AccessNumber").asInt() != telegram.header().access()
        || Integer.parseInt(text(slave, "Status"), 16) != telegram.header().status()) {
      objections.add("access and status " + telegram.header() + " " + slave);
    }
    return objections;
  }

  private static List<String> rest(Telegram telegram, JsonNode wanted, String function) {
    if (telegram.moreFollow() != function.startsWith("More")) {
      return List.of("more follow is " + telegram.moreFollow());
    }
    String found = HexFormat.of().withUpperCase().formatHex(telegram.manufacturerData());
    String bytes = text(wanted, "Value").replace(" ", "");
    return sameBytes(found, bytes) ? List.of() : List.of("rest " + found + " wanted " + bytes);
  }

  /** Newer versions print bytes reversed. */
  private static boolean sameBytes(String found, String wanted) {
    byte[] reversed = HexFormat.of().parseHex(found);
    Bytes.reverse(reversed);
    return found.equals(wanted)
        || HexFormat.of().withUpperCase().formatHex(reversed).equals(wanted);
  }

  private static String record(DataRecord record, JsonNode wanted) {
    if (record.function() != FUNCTIONS.get(wanted.get("Function").asText())) {
      return "function";
    }
    if ((wanted.has("StorageNumber") && wanted.get("StorageNumber").asLong() != record.storage())
        || wanted.path("Tariff").asInt() != record.tariff()
        || wanted.path("Device").asInt() != record.subunit()) {
      return "place";
    }
    String quantity = text(wanted, "Quantity");
    if (record.meaning().what() == What.TEXT_UNIT) {
      if (!record.meaning().symbol().equals(quantity)) {
        return "text unit";
      }
    } else if (!quantity.isEmpty() && record.meaning().what() != what(quantity)) {
      return "quantity";
    }
    return value(record, wanted) ? "" : "value";
  }

  private static What what(String quantity) {
    What known = QUANTITIES.get(quantity);
    return known == null
        ? What.valueOf(quantity.toUpperCase(Locale.ROOT).replace(' ', '_'))
        : known;
  }

  private static boolean value(DataRecord record, JsonNode wanted) {
    String text = text(wanted, "Value");
    return switch (record.value()) {
      case MbusValue.Exact number ->
          numberAgrees(number.value(), record.meaning().symbol(), wanted);
      case MbusValue.Moment moment ->
          text.equals(moment.at() + (moment.at().getSecond() == 0 ? ":00Z" : "Z"));
      case MbusValue.Day day -> text.equals(day.day().toString());
      case MbusValue.Text words -> text.equals(words.text());
      case MbusValue.Opaque opaque ->
          sameBytes(HexFormat.of().withUpperCase().formatHex(record.data()), text.replace(" ", ""));
      case MbusValue.Nothing nothing -> text.isEmpty();
      // What it prints for a day 0 and for the bit that says "invalid".
      case MbusValue.Invalid invalid ->
          text.equals("2000-00-00") || text.equals("1900-01-00T00:00:00Z");
      default -> false;
    };
  }

  private static boolean numberAgrees(BigDecimal value, String symbol, JsonNode wanted) {
    String[] si = SI.getOrDefault(symbol, "1 ").split(" ", 2);
    String unit = text(wanted, "Unit").replace("\u00C2", "");
    if (FIXED.containsKey(unit)) {
      return value.compareTo(
              new BigDecimal(text(wanted, "Value")).multiply(FIXED.getOrDefault(unit, value)))
          == 0;
    }
    if (!si[1].isEmpty() && !unit.equals(si[1])) {
      return false;
    }
    BigDecimal found = value.multiply(new BigDecimal(si[0]));
    BigDecimal difference = found.subtract(new BigDecimal(text(wanted, "Value"))).abs();
    BigDecimal size = found.abs().max(BigDecimal.ONE);
    return difference.compareTo(size.multiply(new BigDecimal("1e-6"))) <= 0;
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).isNull() ? "" : node.path(key).asText("");
  }
}
