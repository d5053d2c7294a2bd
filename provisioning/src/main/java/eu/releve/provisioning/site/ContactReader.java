package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.Quantity;
import eu.releve.profile.PulseContact;
import eu.releve.profile.PulseContact.Wiring;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads at which line a meter's contact is, how it is wired and what counts as a pulse. */
final class ContactReader {
  static final List<String> PLACES = List.of("line", "input");

  private static final Map<String, Wiring> WIRINGS =
      Map.of(
          "to-ground", Wiring.TO_GROUND,
          "to-supply", Wiring.TO_SUPPLY,
          "driven-low", Wiring.DRIVEN_LOW,
          "driven-high", Wiring.DRIVEN_HIGH);

  private ContactReader() {}

  static Address address(Mapping entry, Bus bus) throws DocumentException {
    boolean ofBoard = bus instanceof Bus.Gpio gpio && gpio.pins() instanceof Bus.Pins.OfBoard;
    String key = BusReader.oneKey(entry, PLACES);
    if (key.equals("line")) {
      if (ofBoard) {
        throw entry.refuse("line", "input: the name that the board gives it", "line");
      }
      return new Address.Line(entry.integer("line", 0, Address.Line.OFFSET_MAX));
    }
    if (!ofBoard) {
      throw entry.refuse(
          "input", "line: only on a bus with gpio: board inputs have names", "input");
    }
    return entry.value("input", "an input of the board", Address.Input::new);
  }

  static PulseContact contact(Mapping entry, Quantity quantity) throws DocumentException {
    if (entry.has("input") && entry.has("contact")) {
      throw entry.refuse(
          "contact", "nothing: the board says how its inputs are wired", "a contact");
    }
    PulseContact usual = PulseContact.usual(quantity);
    Wiring wiring = entry.optionalOneOf("contact", WIRINGS).orElse(usual.wiring());
    Duration debounce =
        entry
            .optionalDuration("debounce", PulseContact.DEBOUNCE_MIN, PulseContact.DEBOUNCE_MAX)
            .orElse(usual.debounce());
    return new PulseContact(wiring, debounce, mostHz(entry, debounce).orElse(usual.mostHz()));
  }

  /** What the debounce time lets through is a pulse in twice that time: more is a mistake. */
  private static Optional<Integer> mostHz(Mapping entry, Duration debounce)
      throws DocumentException {
    Optional<Integer> most = entry.optionalInteger("max-hz", 1, PulseContact.HZ_MAX);
    long through = Duration.ofSeconds(1).dividedBy(debounce.multipliedBy(2));
    if (most.isPresent() && most.get() > through) {
      throw entry.refuse(
          "max-hz",
          "at most %d, which is what a debounce of %d ms lets through"
              .formatted(through, debounce.toMillis()),
          most.get().toString());
    }
    return most;
  }

  /** Other meters have no contact. */
  static void refuseElsewhere(Mapping entry, Bus.Protocol protocol) throws DocumentException {
    if (protocol != Bus.Protocol.PULSE) {
      for (String key : List.of("line", "input", "contact", "debounce", "max-hz")) {
        if (entry.has(key)) {
          throw entry.refuse(key, "nothing: its bus has no contacts", "a " + key);
        }
      }
    }
  }
}
