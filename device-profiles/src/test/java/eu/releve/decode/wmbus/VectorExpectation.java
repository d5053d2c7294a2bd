package eu.releve.decode.wmbus;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.decode.mbus.DataRecord;
import eu.releve.decode.mbus.Header;
import eu.releve.decode.mbus.MbusValue;
import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.mbus.Telegram;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a vector of m-bus-parser expects: who speaks, and each number with its unit, in its order.
 *
 * <p>What we judge wrong is looked for as we say it. Dates, flags and texts are not among its
 * records, so that ours are looked for behind the one that was found before.
 */
record VectorExpectation(JsonNode expected, Map<Integer, String> judged) {
  private static final Map<String, String> UNITS =
      Map.of(
          "m^3", "1 m3",
          "m^3/h", "1 m3/h",
          "\u00B0C", "1 degC",
          "%RH", "1 %",
          "kWh", "1000 Wh",
          "kJ", "1000 J",
          "", "1 1");

  int records() {
    return expected.get("data_records").size();
  }

  List<String> objections(Opening.Opened opened) {
    if (!(opened.answer() instanceof Telegram telegram)) {
      return List.of(opened.answer().toString());
    }
    List<String> objections = new ArrayList<>(header(telegram.header()));
    int at = 0;
    for (int i = 0; i < records(); i++) {
      String wanted = judged.getOrDefault(i, words(expected.get("data_records").get(i)));
      List<String> left = telegram.records().stream().skip(at).map(this::words).toList();
      int found = left.indexOf(wanted);
      if (found < 0 && !wanted.equals("-")) {
        objections.add("record %d: wanted %s of %s".formatted(i, wanted, left));
      }
      at += found + 1;
    }
    return objections;
  }

  private List<String> header(Header header) {
    MeterIdentity meter = header.meter().orElseThrow();
    boolean same =
        Long.parseLong(meter.identification()) == expected.get("identification_number").asLong()
            && meter.manufacturer().equals(expected.get("manufacturer").asText())
            && meter.version() == expected.get("version").asInt();
    return same ? List.of() : List.of("wanted " + expected + ", found " + header);
  }

  private static String words(JsonNode wanted) {
    String symbol = wanted.get("unit").asText();
    String[] unit = UNITS.getOrDefault(symbol, "1 " + symbol).split(" ", 2);
    BigDecimal value =
        wanted
            .get("value")
            .decimalValue()
            .scaleByPowerOfTen(wanted.path("exponent").asInt())
            .multiply(new BigDecimal(unit[0]));
    return words(value, unit[1], wanted.get("storage_number").asLong());
  }

  private String words(DataRecord record) {
    return record.value() instanceof MbusValue.Exact exact
        ? words(exact.value(), record.meaning().symbol(), record.storage())
        : (record.value() instanceof MbusValue.Absent absent ? absent.error() : "no number")
            + " s"
            + record.storage();
  }

  private static String words(BigDecimal value, String symbol, long storage) {
    BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    return "%s %s s%d".formatted(plain.toPlainString(), symbol, storage);
  }
}
