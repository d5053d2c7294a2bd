package eu.releve.provisioning.draft;

import eu.releve.measure.RegisterName;
import eu.releve.profile.Profile;
import eu.releve.profile.RegisterSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a list says of what a meter measures, and what its family counts. */
enum Media {
  ELECTRICITY(
      "e",
      List.of(
          "electricity",
          "electric",
          "electricite",
          "elec",
          "elek",
          "elektriciteit",
          "elektrizitat",
          "elektrizitaet",
          "strom",
          "stroom",
          "power")),
  COLD_WATER(
      "w",
      List.of(
          "water",
          "cold water",
          "eau",
          "eau froide",
          "ef",
          "koud water",
          "kaltwasser",
          "wasser",
          "kw")),
  HOT_WATER(
      "w",
      List.of(
          "hot water", "eau chaude", "ecs", "ec", "warm water", "warmwater", "warmwasser", "ww")),
  HEAT(
      "h",
      List.of(
          "heat",
          "heating",
          "chauffage",
          "chaleur",
          "calories",
          "warmte",
          "verwarming",
          "warme",
          "waerme",
          "heizung")),
  COLD(
      "c",
      List.of("cold", "cooling", "froid", "climatisation", "koude", "koeling", "kalte", "kaelte")),
  GAS("g", List.of("gas", "gaz"));

  private final String letter;
  private final List<String> names;

  Media(String letter, List<String> names) {
    this.letter = letter;
    this.names = names;
  }

  /** With what the identifier of such a meter begins. */
  String letter() {
    return letter;
  }

  /** The medium that a list calls so. */
  static Optional<Media> named(String text) {
    String plain = Naming.plain(text);
    for (Media medium : values()) {
      if (medium.names.contains(plain)) {
        return Optional.of(medium);
      }
    }
    return Optional.empty();
  }

  /** What a family counts; nothing where that is not known. */
  static Set<Media> of(Profile profile) {
    Set<Media> media = EnumSet.noneOf(Media.class);
    Collection<? extends RegisterSource> registers = profile.access().registers();
    registers.forEach(register -> media.addAll(of(register.name())));
    return media;
  }

  private static Set<Media> of(RegisterName name) {
    if (name.subunit() > 0) {
      return Set.of();
    }
    return switch (name.quantity()) {
      case ACTIVE_ENERGY_IMPORT, ACTIVE_ENERGY_EXPORT, ACTIVE_ENERGY_TOTAL -> Set.of(ELECTRICITY);
      case WATER_VOLUME, WATER_VOLUME_FORWARD -> Set.of(COLD_WATER, HOT_WATER);
      case HEAT_ENERGY, ALLOCATION -> Set.of(HEAT);
      case COLD_ENERGY -> Set.of(COLD);
      case GAS_ENERGY, GAS_VOLUME, GAS_VOLUME_CORRECTED -> Set.of(GAS);
      default -> Set.of();
    };
  }

  /** What a meter is called of which only its family is known. */
  static Optional<Media> main(Set<Media> media) {
    for (Media medium : List.of(ELECTRICITY, HEAT, COLD_WATER, COLD, GAS)) {
      if (media.contains(medium)) {
        return Optional.of(medium);
      }
    }
    return Optional.empty();
  }

  /** By the medium code of an M-Bus header. */
  static Optional<Media> coded(int code) {
    return switch (eu.releve.decode.mbus.Medium.of(code)) {
      case ELECTRICITY -> Optional.of(ELECTRICITY);
      case GAS -> Optional.of(GAS);
      case HEAT -> Optional.of(HEAT);
      case COLD -> Optional.of(COLD);
      case WATER -> Optional.of(code == 0x06 || code == 0x15 ? HOT_WATER : COLD_WATER);
      case OTHER -> Optional.empty();
    };
  }

  /** The key of its word in the commands' messages. */
  String key() {
    return "medium." + name();
  }
}
