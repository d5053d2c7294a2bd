package eu.releve.provisioning.survey;

import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Meter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks what is written on meters and on their transformers. */
final class Plates {
  /** IEC 61869-2: 1 A and 5 A; 2 A is in the standard and sold by hardly anybody. */
  private static final Set<Integer> CT_SECONDARIES = Set.of(1, 2, 5);

  /** IEC 61869-3, in V between phases or between phase and earth. */
  private static final Set<Integer> VT_SECONDARIES =
      Set.of(57, 58, 63, 64, 100, 110, 115, 120, 200, 230, 400);

  /** So many wrong digits of eight are a slip of the pen; more are another number. */
  private static final int SLIPS_MAX = 2;

  private Plates() {}

  static void check(Inventory in) {
    doubled(in);
    for (Meter meter : in.plan().meters()) {
      serial(in, meter);
      transformers(in, meter);
    }
  }

  private static String plain(String serial) {
    return serial.replaceAll("[\\s./-]", "").toUpperCase(Locale.ROOT);
  }

  /** A meter that was moved has its number at two points, and never on one day. */
  private static void doubled(Inventory in) {
    Map<String, Meter> known = new HashMap<>();
    for (Meter meter : in.plan().meters()) {
      if (meter.serial().isEmpty() || isPort(meter)) {
        continue;
      }
      Meter other = known.putIfAbsent(plain(meter.serial().get()), meter);
      if (other != null && Inventory.overlap(meter, other)) {
        in.find(
            Code.SERIAL_TWICE,
            in.lines().of(meter.id(), "serial"),
            meter.id().value(),
            other.id().value(),
            meter.serial().get());
      }
    }
  }

  /** A port's number is that of the network's meter, and one for all that is behind it. */
  private static boolean isPort(Meter meter) {
    return meter.address() instanceof Address.Channel || meter.address() instanceof Address.Alone;
  }

  private static void serial(Inventory in, Meter meter) {
    if (meter.serial().isEmpty()) {
      if (in.isNotOver(meter) && !isPort(meter)) {
        in.find(Code.SERIAL_MISSING, in.lines().of(meter.id()), meter.id().value());
      }
      return;
    }
    if (meter.address() instanceof Address.Secondary secondary) {
      String number = secondary.identification().substring(0, 8);
      String serial = plain(meter.serial().get());
      if (!number.contains("F") && isSlip(number, serial)) {
        in.find(
            Code.SERIAL_NEAR_ADDRESS,
            in.lines().of(meter.id(), "serial"),
            meter.id().value(),
            meter.serial().get(),
            secondary.identification());
      }
    }
  }

  private static boolean isSlip(String number, String serial) {
    if (number.length() != serial.length()) {
      return false;
    }
    int wrong = 0;
    for (int i = 0; i < number.length(); i++) {
      wrong += number.charAt(i) == serial.charAt(i) ? 0 : 1;
    }
    return 0 < wrong && wrong <= SLIPS_MAX;
  }

  private static void transformers(Inventory in, Meter meter) {
    Set<Medium> media = Medium.of(meter);
    for (Side side :
        List.of(
            new Side("ct", meter.ratio(), CT_SECONDARIES, Code.CT_SECONDARY),
            new Side("vt", meter.voltageRatio(), VT_SECONDARIES, Code.VT_SECONDARY))) {
      side.objection(media)
          .ifPresent(
              code ->
                  in.find(
                      code,
                      in.lines().of(meter.id(), side.key),
                      meter.id().value(),
                      side.key,
                      side.ratio.primary() + "/" + side.ratio.secondary()));
    }
  }

  /** One kind of transformer; one objection is enough, the worst. */
  private record Side(String key, Meter.Ratio ratio, Set<Integer> usual, Code unusual) {
    Optional<Code> objection(Set<Medium> media) {
      if (ratio.equals(Meter.Ratio.ONE)) {
        return Optional.empty();
      }
      if (!media.isEmpty() && !media.contains(Medium.ELECTRICITY)) {
        return Optional.of(Code.RATIO_NOT_ELECTRIC);
      }
      if (ratio.primary() < ratio.secondary()) {
        return Optional.of(Code.RATIO_INVERSE);
      }
      return usual.contains(ratio.secondary()) ? Optional.empty() : Optional.of(unusual);
    }
  }
}
