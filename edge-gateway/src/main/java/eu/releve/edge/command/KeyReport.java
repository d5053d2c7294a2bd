package eu.releve.edge.command;

import eu.releve.document.Json;
import eu.releve.provisioning.keys.Delivered;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.KeyMatch;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What importing a file changes.
 *
 * @param places where the keys go, and the plan.
 * @param before the keys that were there.
 * @param delivered what the file holds.
 */
record KeyReport(KeyPlaces places, Keys before, Delivered delivered) {
  /** What becomes of one key. */
  private enum Change {
    NEW,
    SAME,
    CHANGED
  }

  /** The keys as they are afterwards. */
  Keys after() {
    return before.with(delivered.keys());
  }

  private Change change(KeyAddress address) {
    return before
        .of(address)
        .map(
            earlier ->
                delivered.keys().of(address).equals(Optional.of(earlier))
                    ? Change.SAME
                    : Change.CHANGED)
        .orElse(Change.NEW);
  }

  private long count(Change change) {
    return delivered.keys().all().keySet().stream()
        .filter(address -> change(address) == change)
        .count();
  }

  /** The meters of the plan whose key it is. */
  private List<String> metersOf(KeyAddress address) {
    Keys alone = new Keys(Map.of(address, after().all().get(address)));
    return meters().stream()
        .filter(match -> alone.of(match.meter()).isPresent())
        .map(match -> match.meter().id().value())
        .toList();
  }

  private List<KeyMatch> meters() {
    return places.plan().map(plan -> matches(plan, after())).orElse(List.of());
  }

  private static List<KeyMatch> matches(SitePlan plan, Keys keys) {
    return KeyMatch.of(plan, keys, Map.of());
  }

  private List<String> without() {
    return meters().stream()
        .filter(match -> match.state() == KeyMatch.State.ABSENT)
        .map(KeyMatch::meter)
        .map(Meter::id)
        .map(Object::toString)
        .toList();
  }

  String text(Messages words, boolean written) {
    StringBuilder out = new StringBuilder();
    for (KeyAddress address : delivered.keys().all().keySet()) {
      String change = words.text("keys.change." + change(address));
      out.append("%-16s  %-12s  %s%n".formatted(address, change, meter(address, words)));
    }
    for (Delivered.Odd odd : delivered.odd()) {
      out.append(words.text("keys.odd", odd.place(), words.text("keys.odd." + odd.why())))
          .append(System.lineSeparator());
    }
    if (delivered.moreOdd() > 0) {
      out.append(words.text("keys.odd.more", delivered.moreOdd())).append(System.lineSeparator());
    }
    if (!without().isEmpty()) {
      out.append(words.text("keys.without", String.join(", ", without())))
          .append(System.lineSeparator());
    }
    out.append(
            words.text(
                "keys.sum",
                delivered.keys().size(),
                count(Change.NEW),
                count(Change.CHANGED),
                count(Change.SAME)))
        .append(System.lineSeparator())
        .append(words.text(written ? "keys.written" : "keys.dry", places.file().path()))
        .append(System.lineSeparator());
    return out.toString();
  }

  private String meter(KeyAddress address, Messages words) {
    if (places.plan().isEmpty()) {
      return "";
    }
    List<String> meters = metersOf(address);
    return meters.isEmpty() ? words.text("keys.stranger") : String.join(", ", meters);
  }

  String json(boolean written) {
    return new Json()
        .put(
            "keys",
            List.copyOf(delivered.keys().all().keySet()),
            (one, address) -> {
              one.put("address", address.digits())
                  .put("change", change(address).name().toLowerCase(Locale.ROOT));
              one.put("meters", metersOf(address), (each, meter) -> each.put("meter", meter));
            })
        .put(
            "odd",
            delivered.odd(),
            (one, odd) -> one.put("place", odd.place()).put("why", odd.why().name()))
        .put("moreOdd", delivered.moreOdd())
        .put("without", without(), (one, meter) -> one.put("meter", meter))
        .put("file", places.file().path().toString())
        .put("written", written)
        .toString();
  }
}
