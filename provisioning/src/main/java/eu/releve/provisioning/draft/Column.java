package eu.releve.provisioning.draft;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a column of a list of meters is, by the names that lists give it in French, Dutch, German
 * and English; accents, capitals, points and hyphens do not count. SITE-TOOLS.md lists them.
 */
public enum Column {
  SERIAL(
      "serial",
      "serial number",
      "serial no",
      "meter number",
      "meter no",
      "n de serie",
      "no de serie",
      "numero de serie",
      "n serie",
      "n compteur",
      "n de compteur",
      "numero compteur",
      "numero de compteur",
      "serienummer",
      "meternummer",
      "seriennummer",
      "serien nr",
      "zahlernummer",
      "zaehlernummer",
      "zahler nr",
      "geratenummer",
      "fabrikationsnummer"),
  ADDRESS("address", "bus address", "adresse", "adresse bus", "adres", "busadres", "busadresse"),
  UNIT(
      "unit",
      "unit id",
      "slave",
      "slave id",
      "modbus address",
      "adresse modbus",
      "esclave",
      "modbus adres",
      "modbusadres",
      "modbus adresse",
      "modbusadresse"),
  PRIMARY(
      "primary",
      "primary address",
      "adresse primaire",
      "primair adres",
      "primaradresse",
      "primaeradresse"),
  SECONDARY(
      "secondary",
      "secondary address",
      "adresse secondaire",
      "identifiant m bus",
      "secundair adres",
      "sekundaradresse",
      "sekundaeradresse",
      "m bus id"),
  BUS("bus", "line", "ligne", "boucle", "lijn", "leitung", "segment"),
  PROFILE("profile", "profil", "profiel"),
  MAKER(
      "maker",
      "manufacturer",
      "brand",
      "fabricant",
      "marque",
      "constructeur",
      "fabrikant",
      "merk",
      "hersteller"),
  MODEL(
      "model",
      "type",
      "modele",
      "meter type",
      "type de compteur",
      "metertype",
      "modell",
      "typ",
      "zahlertyp",
      "zaehlertyp"),
  LOT(
      "lot",
      "flat",
      "apartment",
      "appartement",
      "appart",
      "apt",
      "logement",
      "kavel",
      "woning",
      "wohnung",
      "nutzeinheit"),
  PLACE(
      "place",
      "location",
      "room",
      "emplacement",
      "lieu",
      "localisation",
      "local",
      "plaats",
      "locatie",
      "ort",
      "standort",
      "einbauort"),
  PARENT(
      "parent",
      "main meter",
      "below",
      "sous compteur de",
      "compteur general",
      "compteur principal",
      "en aval de",
      "hoofdmeter",
      "hauptzahler",
      "hauptzaehler"),
  MEDIUM("medium", "energy", "fluide", "energie", "soort", "energietrager", "energietraeger"),
  NAME(
      "name",
      "description",
      "designation",
      "libelle",
      "nom",
      "point",
      "naam",
      "omschrijving",
      "benaming",
      "bezeichnung",
      "beschreibung"),
  CT(
      "ct",
      "ct ratio",
      "ti",
      "rapport ti",
      "tc",
      "rapport tc",
      "stroomtrafo",
      "stroomtransformator",
      "wandler",
      "stromwandler",
      "wandlerverhaltnis"),
  PERIOD(
      "period",
      "interval",
      "reading interval",
      "periode",
      "intervalle",
      "pas",
      "meetinterval",
      "intervall",
      "ableseintervall"),
  FROM(
      "from",
      "installed",
      "installed on",
      "installation date",
      "date de pose",
      "pose",
      "mise en service",
      "depuis",
      "plaatsing",
      "datum plaatsing",
      "vanaf",
      "sinds",
      "einbau",
      "einbaudatum",
      "seit"),
  SEAL(
      "seal",
      "seal number",
      "plomb",
      "scelle",
      "n de scelle",
      "zegel",
      "zegelnummer",
      "plombe",
      "plombennummer"),
  MID_YEAR("mid", "mid year", "annee mid", "marquage mid", "mid jaar", "mid jahr", "eichjahr");

  private final List<String> names;

  Column(String... names) {
    this.names = List.of(names);
  }

  /** What lists call it. */
  public List<String> names() {
    return names;
  }

  /** As messages and {@code --map} files call it: {@code mid-year}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The column that a list calls so. */
  static Optional<Column> named(String header) {
    String plain = Naming.plain(header);
    return Arrays.stream(values()).filter(column -> column.names.contains(plain)).findFirst();
  }
}
