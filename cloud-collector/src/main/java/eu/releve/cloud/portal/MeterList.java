package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Pages.Meter;
import eu.releve.cloud.portal.Pages.Meters;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.measure.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every meter of a building with what it shows and when it was last read. */
final class MeterList {
  private final Calendar calendar;
  private final Messages words;
  private final Overview.Health health;

  MeterList(Calendar calendar, Overview.Health health) {
    this.calendar = calendar;
    this.words = calendar.words();
    this.health = health;
  }

  List<Meters> of(List<Place> places) {
    Map<String, List<Meter>> groups = new LinkedHashMap<>();
    for (Place place : places) {
      String group =
          place
              .lot()
              .map(lot -> UsePage.lotName(lot, words))
              .orElseGet(() -> words.text("scope.common"));
      if (place.registers().isEmpty()) {
        groups
            .computeIfAbsent(group, first -> new ArrayList<>())
            .add(new Meter(place.title(), "", words.text("silent.never"), health.hears()));
      }
      for (Medium medium : Medium.values()) {
        place
            .newest(counted(place, medium))
            .ifPresent(
                register ->
                    groups
                        .computeIfAbsent(group, first -> new ArrayList<>())
                        .add(meter(Scope.single(place, places, medium), medium, register)));
      }
    }
    return groups.entrySet().stream()
        .map(entry -> new Meters(entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }

  private static Quantity counted(Place place, Medium medium) {
    return medium == Medium.ELECTRICITY && place.producer()
        ? Quantity.ACTIVE_ENERGY_EXPORT
        : medium.quantity();
  }

  /** A household's index is not shown day by day: two of them tell how it lived in between. */
  private Meter meter(Scope scope, Medium medium, Place.Register register) {
    Place place = scope.places().getFirst();
    boolean silent = health.hears() && Overview.isSilent(register, calendar.now());
    String index =
        !scope.sight().allows(Fineness.READING) || register.instant().isEmpty()
            ? ""
            : Display.index(counted(place, medium), register.value(), words);
    String age =
        register
            .instant()
            .map(
                instant ->
                    silent
                        ? words.text("silent.since", calendar.since(instant))
                        : words.text("read.at", calendar.at(instant)))
            .orElseGet(() -> words.text(silent ? "silent.never" : "read.never"));
    return new Meter(place.title(), index, age, silent);
  }
}
