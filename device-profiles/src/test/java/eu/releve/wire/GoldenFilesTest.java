package eu.releve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.wire.Readings.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Batches of every version that was ever on main, with what they must give: a gateway may hold them
 * for months.
 *
 * <p>Files are added, never changed: {@code -Dgolden=write} writes those that are missing.
 */
class GoldenFilesTest {
  private static final Path FOLDER = Path.of("src/test/resources/wire/v1");
  private static final String RECEIPT = "receipt";

  private static final Catalogue CATALOGUE =
      new Catalogue(
          new SiteId("tilleuls-12"),
          List.of(
              entry(1, "main", "active-energy-import", new Resolution(1, 1), Unit.KWH),
              entry(2, "main", "active-power", new Resolution(1, 1), Unit.W),
              entry(3, "main", "voltage.l1", new Resolution(1, 2), Unit.V),
              entry(4, "main", "voltage.l2", new Resolution(1, 2), Unit.V),
              entry(7, "h-3b", "heat-energy", new Resolution(3_600, 3), Unit.KWH),
              entry(8, "h-3b", "heat-energy.s1", new Resolution(3_600, 3), Unit.KWH),
              entry(9, "h-3b", "supply-temperature", new Resolution(1, -2), Unit.DEG_C),
              entry(300, "w-3b", "water-volume", new Resolution(1, 3), Unit.M3)),
          "site: tilleuls-12\nzone: Europe/Brussels # « Les Tilleuls »\n");

  private static Catalogue.Entry entry(
      int number, String meter, String register, Resolution resolution, Unit unit) {
    return new Catalogue.Entry(
        number, new MeterId(meter), RegisterName.parse(register), resolution, unit);
  }

  /** Every kind, plain and deflated; readings with everything that their columns treat apart. */
  static Map<String, Body> bodies() {
    Map<String, Body> bodies = new TreeMap<>();
    bodies.put(
        "catalogue-one", new Catalogue(CATALOGUE.site(), CATALOGUE.entries().subList(0, 1), ""));
    bodies.put("catalogue-deflated", CATALOGUE);
    bodies.put(
        "facts",
        new Facts(
            List.of(
                new Facts.Event(5_000, "gateway-started", "démarrage"),
                new Facts.Time(Batches.BOOT, 1_767_139_200_000L),
                new Facts.Loss(3, 9, 120, "journal full"),
                new Facts.Loss(0, 0, 0, ""))));
    bodies.put(
        "facts-deflated",
        new Facts(List.of(new Facts.Event(-1, "page", "No answer. ".repeat(40)))));
    bodies.put("readings-none", new Readings(List.of()));
    bodies.put("readings-one", new Readings(List.of(new Row(1, 86_399_000, 100, 0))));
    bodies.put("readings-answers", new Readings(answers()));
    bodies.put("readings-odd-deflated", new Readings(odd()));
    bodies.put("readings-regular-deflated", new Readings(regular()));
    return bodies;
  }

  private static List<Row> answers() {
    return List.of(
        new Row(1, 86_341_003, 123_456_780, 0),
        new Row(2, 86_341_003, 1_234_560, 0),
        new Row(3, 86_341_125, 231_400, 0),
        new Row(4, 86_341_125, 230_900, 0),
        new Row(7, 86_352_870, 45_678 * 3_600_000L, 0),
        new Row(8, 86_352_870, 45_001 * 3_600_000L, 0),
        new Row(9, 86_352_870, 61_230, 0),
        new Row(300, 86_360_000, 1_234_567_000, 0));
  }

  private static List<Row> odd() {
    return List.of(
        new Row(300, 86_360_000, 1_234_567_001, 1),
        new Row(1, 86_359_000, -7, 0),
        new Row(1, 86_359_000, Long.MAX_VALUE, 255),
        new Row(2, 86_359_000, Long.MIN_VALUE, 0),
        new Row(3, 0, 0, 32),
        new Row(3, Long.MAX_VALUE, 1, 0),
        new Row(4, Long.MIN_VALUE, -1, 16));
  }

  private static List<Row> regular() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      rows.add(new Row(2, 86_280_000 + 500L * i, 1_000 + 10L * (i % 2), 0));
    }
    return rows;
  }

  static List<String> names() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".bin"))
          .map(name -> name.replace(".bin", ""))
          .filter(name -> !name.equals(RECEIPT))
          .sorted()
          .toList();
    }
  }

  @Test
  void filesThatAreMissingAreWrittenOnDemand() throws Exception {
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(FOLDER);
      for (Map.Entry<String, Body> body : bodies().entrySet()) {
        Header header = Batches.header(body.getValue().kind());
        byte[] bytes = Wire.seal(header, body.getValue(), CATALOGUE).bytes();
        write(body.getKey(), bytes, told(bytes));
      }
      byte[] receipt = Wire.encode(new Receipt(Batches.BOOT, -2, 300, new Digest(5)));
      write(RECEIPT, receipt, Wire.receipt(receipt) + "\n");
    }
    assertThat(names()).containsAll(bodies().keySet());
  }

  private static void write(String name, byte[] bytes, String text) throws IOException {
    if (!Files.exists(FOLDER.resolve(name + ".bin"))) {
      Files.write(FOLDER.resolve(name + ".bin"), bytes);
      Files.writeString(FOLDER.resolve(name + ".txt"), text);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aBatchGivesWhatItAlwaysGave(String name) throws Exception {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(name + ".bin"));
    assertThat(told(bytes)).isEqualTo(Files.readString(FOLDER.resolve(name + ".txt")));
    Envelope envelope = Wire.open(bytes);
    Body body = Wire.body(envelope, bytes, CATALOGUE);
    assertThat(body).isEqualTo(bodies().get(name));
    assertThat(envelope.deflated()).isEqualTo(name.endsWith("-deflated"));
    SealedBatch again = Wire.seal(envelope.header(), body, CATALOGUE);
    // What deflate gives differs between its implementations; what it holds does not.
    assertThat(plain(Wire.open(again.bytes()), again.bytes())).isEqualTo(plain(envelope, bytes));
    if (!envelope.deflated()) {
      assertThat(again.bytes()).isEqualTo(bytes);
    }
  }

  private static byte[] plain(Envelope envelope, byte[] bytes) throws MalformedBatchException {
    byte[] body = Arrays.copyOfRange(bytes, envelope.bodyOffset(), bytes.length);
    return envelope.deflated() ? Deflation.inflate(body, Wire.BODY_BYTES_MAX) : body;
  }

  @Test
  void aReceiptGivesWhatItAlwaysGave() throws Exception {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(RECEIPT + ".bin"));
    Receipt receipt = Wire.receipt(bytes);
    assertThat(receipt + "\n").isEqualTo(Files.readString(FOLDER.resolve(RECEIPT + ".txt")));
    assertThat(receipt)
        .isEqualTo(
            new Receipt(
                UUID.fromString("6f1a4c1e-95a0-4f8e-8d0e-0c1f5a7b9d21"), -2, 300, new Digest(5)));
    assertThat(Wire.encode(receipt)).isEqualTo(bytes);
  }

  private static String told(byte[] bytes) throws MalformedBatchException {
    Envelope envelope = Wire.open(bytes);
    StringBuilder text = new StringBuilder();
    text.append(envelope.header()).append('\n');
    text.append(envelope.deflated() ? "deflated\n" : "plain\n");
    switch (Wire.body(envelope, bytes, CATALOGUE)) {
      case Readings readings -> readings.rows().forEach(row -> text.append(row).append('\n'));
      case Facts facts -> facts.facts().forEach(fact -> text.append(fact).append('\n'));
      case Catalogue catalogue -> {
        text.append(catalogue.site()).append('\n');
        catalogue.entries().forEach(entry -> text.append(entry).append('\n'));
        text.append(catalogue.plan());
      }
    }
    return text.toString();
  }
}
