package eu.releve.decode.p1;

import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.decode.mbus.Medium;
import eu.releve.decode.p1.P1Telegram.SubMeter;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The meters on the M-Bus channels of the electricity meter. */
final class P1SubMeters {
  private static final Pattern MEDIUM = Pattern.compile("0{0,2}\\d{1,3}");

  /** Corrected for the temperature where it is gas. */
  private static final String READING = "24.2.1";

  /** As it was measured: what Belgian gas meters state. */
  private static final String READING_UNCORRECTED = "24.2.3";

  private P1SubMeters() {}

  /** Those of which an object speaks, in the order of their channels. */
  static List<SubMeter> of(Map<String, CosemObject> objects) {
    List<SubMeter> all = new ArrayList<>();
    for (int channel = 1; channel <= P1Telegram.CHANNELS_MAX; channel++) {
      int its = channel;
      if (objects.values().stream().anyMatch(object -> object.channel() == its)) {
        all.add(subMeter(channel, objects));
      }
    }
    return all;
  }

  private static SubMeter subMeter(int channel, Map<String, CosemObject> objects) {
    Optional<Medium> medium =
        object(channel, "24.1.0", objects)
            .map(object -> object.values().getFirst())
            .filter(text -> MEDIUM.matcher(text).matches())
            .map(text -> Medium.of(Integer.parseInt(text)));
    List<Stated> registers = new ArrayList<>();
    if (medium.isPresent()) {
      for (String code : List.of(READING, READING_UNCORRECTED)) {
        object(channel, code, objects)
            .flatMap(object -> reading(object, medium.get()))
            .filter(found -> registers.stream().noneMatch(its -> its.name().equals(found.name())))
            .ifPresent(registers::add);
      }
    }
    return new SubMeter(channel, medium, equipment(channel, objects), registers);
  }

  private static Optional<Stated> reading(CosemObject object, Medium medium) {
    return object
        .number(1)
        .flatMap(
            number ->
                quantity(number.unit(), medium, object.value().equals(READING))
                    .map(
                        quantity -> {
                          Optional<Instant> taken = P1Stamp.parse(object.values().getFirst());
                          Stated stated = P1Values.stated(RegisterName.of(quantity), number, taken);
                          return taken.isPresent() ? stated : undated(stated);
                        }));
  }

  /** Without a valid date it is no reading: meters that were never read say so. */
  private static Stated undated(Stated stated) {
    return new Stated(
        stated.name(), stated.unit(), stated.resolution(), Outcome.UNAVAILABLE, stated.taken());
  }

  private static Optional<Quantity> quantity(String symbol, Medium medium, boolean corrected) {
    Optional<Unit> unit = Unit.of(symbol);
    if (unit.filter(its -> its.measures(Quantity.WATER_VOLUME)).isPresent()) {
      return medium == Medium.GAS && corrected
          ? Optional.of(Quantity.GAS_VOLUME_CORRECTED)
          : medium.volume(0);
    }
    return medium
        .energy(unit)
        .filter(quantity -> unit.filter(its -> its.measures(quantity)).isPresent());
  }

  /** Dutch meters say it in 96.1.0, Belgian ones in 96.1.1. */
  static Optional<String> equipment(int channel, Map<String, CosemObject> objects) {
    return object(channel, "96.1.1", objects)
        .or(() -> object(channel, "96.1.0", objects))
        .flatMap(object -> P1Text.printed(object.values().getFirst()));
  }

  private static Optional<CosemObject> object(
      int channel, String value, Map<String, CosemObject> objects) {
    return Optional.ofNullable(objects.get("0-" + channel + ":" + value));
  }
}
