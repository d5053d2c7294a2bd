package eu.releve.decode.mbus;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.decode.Outcome;
import eu.releve.decode.wmbus.Checksums;
import eu.releve.decode.wmbus.Crc16;
import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Obstacle;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a test of wmbusmeters expects, and what its telegrams say otherwise. */
final class WmbusmetersExpectation {
  private static final Pattern CORE =
      Pattern.compile(
          "total.*_(m3|kwh|hca)|target.*_(m3|kwh|hca)|.*_at_set_date.*_(m3|kwh|hca)"
              + "|(heat|volume)_(kwh|m3)|(current|consumption).*_hca|.*_(kw|m3h|c)");

  private static final Map<String, Unit> UNITS =
      Map.of(
          "m3", Unit.M3,
          "kwh", Unit.KWH,
          "kw", Unit.KW,
          "m3h", Unit.M3_PER_H,
          "c", Unit.DEG_C,
          "hca", Unit.RATIO);

  private WmbusmetersExpectation() {}

  /** How many values of a test are compared: totals, targets, flows, powers, temperatures. */
  static long values(JsonNode row, Set<String> judged) {
    return row.get("expected_json").properties().stream()
        .filter(field -> isCompared(field, judged))
        .count();
  }

  private static boolean isCompared(Map.Entry<String, JsonNode> field, Set<String> judged) {
    return field.getValue().isNumber()
        && CORE.matcher(field.getKey()).matches()
        && !judged.contains(field.getKey());
  }

  /** Nothing, or the first value that is missing or why the telegram is not read. */
  static String objection(JsonNode row, Wireless wireless, Profiles profiles, Set<String> judged) {
    List<Found> found = new ArrayList<>();
    for (JsonNode telegram : row.get("telegrams")) {
      byte[] bytes = bytes(telegram.asText());
      MbusAnswer answer;
      if (bytes[0] == 0x68 && bytes[3] == 0x68) {
        answer = MbusAnswer.of(bytes);
      } else if (opened(bytes, row, wireless) instanceof Opening.Opened opened) {
        answer = opened.answer();
      } else {
        return opened(bytes, row, wireless).toString();
      }
      switch (answer) {
        case MbusAnswer.Refused refused -> {
          return refused.reason();
        }
        case Telegram read -> {
          byProfile(read, profiles).forEach(found::add);
          MbusRegisters.all(read)
              .forEach(one -> found.add(new Found(one.register().name(), one.outcome())));
        }
      }
    }
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : row.get("expected_json").properties()) {
      if (isCompared(field, judged)
          && !holds(row, found, field.getKey(), field.getValue().decimalValue())) {
        missing.add(field.getKey() + "=" + field.getValue());
      }
    }
    return missing.isEmpty() ? "" : "misses " + missing + " of " + found;
  }

  private static Opening opened(byte[] bytes, JsonNode row, Wireless wireless) {
    String key = row.path("key").asText("");
    WirelessFrame.Parsed parsed = WirelessFrame.guess(withoutLastChecksum(bytes));
    return parsed instanceof WirelessFrame.Whole whole
        ? wireless.open(
            whole.frame(), key.length() == 32 ? Optional.of(Key.parse(key)) : Optional.empty())
        : new Opening.Refused(Obstacle.CUT, parsed.toString());
  }

  /**
   * The bytes without the checksum of their last block, where a receiver has taken out all others
   * of format A and counted this one: one of 65,536 telegrams would lose two bytes of its own.
   */
  private static byte[] withoutLastChecksum(byte[] bytes) {
    int end = bytes.length - 2;
    int from = end <= 10 ? 0 : 10 + (end - 11) / 16 * 16;
    int found = (bytes[end] & 0xFF) << 8 | (bytes[end + 1] & 0xFF);
    if (WirelessFrame.parse(bytes, Checksums.KEPT) instanceof WirelessFrame.Whole
        || Crc16.of(Arrays.copyOfRange(bytes, from, end)) != found) {
      return bytes;
    }
    byte[] without = Arrays.copyOf(bytes, end);
    without[0] = (byte) (end - 1);
    return without;
  }

  private static Stream<Found> byProfile(Telegram read, Profiles profiles) {
    return read.header().meter().flatMap(meter -> Recognising.profile(profiles, meter)).stream()
        .map(Profile::access)
        .filter(Access.Mbus.class::isInstance)
        .flatMap(access -> MbusRegisters.of(read, (Access.Mbus) access).stream())
        .map(decoded -> new Found(decoded.name(), decoded.outcome()));
  }

  /** One telegram of the corpus has half a byte too much. */
  private static byte[] bytes(String digits) {
    return HexFormat.of().parseHex(digits.substring(0, digits.length() / 2 * 2));
  }

  private static boolean holds(JsonNode row, List<Found> found, String key, BigDecimal wanted) {
    MeterKey means = new MeterKey(row.get("meter_type").asText(), key);
    Unit unit = UNITS.getOrDefault(key.substring(key.lastIndexOf('_') + 1), Unit.RATIO);
    return found.stream()
        .filter(one -> means.fits(one.name))
        .anyMatch(
            one ->
                one.in(unit).filter(value -> same(value, wanted, one.halfStep(unit))).isPresent());
  }

  /** To the digits that are printed. */
  private static boolean same(BigDecimal value, BigDecimal wanted, BigDecimal halfStep) {
    BigDecimal tolerance =
        wanted.abs().max(BigDecimal.ONE).multiply(new BigDecimal("0.0000011")).max(halfStep);
    return value.subtract(wanted).abs().compareTo(tolerance) <= 0;
  }

  private record Found(RegisterName name, Outcome outcome) {
    /** Values are held in whole steps. */
    BigDecimal halfStep(Unit unit) {
      return new BigDecimal("0.5")
          .divide(fitting(unit).stepsOf(name.quantity()), MathContext.DECIMAL64);
    }

    private Unit fitting(Unit unit) {
      return name.quantity() == Quantity.TEMPERATURE_DIFFERENCE ? Unit.K : unit;
    }

    Optional<BigDecimal> in(Unit unit) {
      Quantity quantity = name.quantity();
      Unit fitting = fitting(unit);
      return outcome instanceof Outcome.Value value && fitting.measures(quantity)
          ? Optional.of(
              BigDecimal.valueOf(value.steps())
                  .divide(fitting.stepsOf(quantity), MathContext.DECIMAL64))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return name + "=" + (outcome instanceof Outcome.Value value ? value.steps() : outcome);
    }
  }
}
