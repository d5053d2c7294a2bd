package eu.releve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.wire.Readings.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final int ROUNDS = 300;

  private final long seed = Long.getLong("seed", 1);
  private final Random random = new Random(seed);

  @Test
  void whatIsSealedComesBackAsGivenAndInOrder() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Catalogue catalogue = Batches.catalogue(random, 1 + random.nextInt(300));
      Readings readings = Batches.readings(random, catalogue, random.nextInt(500));
      assertThat(reopened(readings, catalogue)).as("seed %d", seed).isEqualTo(readings);
      assertThat(reopened(catalogue, Catalogue.EMPTY)).as("seed %d", seed).isEqualTo(catalogue);
      Facts facts = Batches.facts(random);
      assertThat(reopened(facts, Catalogue.EMPTY)).as("seed %d", seed).isEqualTo(facts);
    }
  }

  private static Body reopened(Body body, Catalogue inForce) throws MalformedBatchException {
    SealedBatch sealed = Wire.seal(Batches.header(body.kind()), body, inForce);
    assertThat(sealed.digest()).isEqualTo(Digest.of(sealed.bytes()));
    Envelope envelope = Wire.open(sealed.bytes());
    assertThat(envelope.header()).isEqualTo(sealed.header());
    return Wire.body(envelope, sealed.bytes(), inForce);
  }

  @Test
  void aReceiptComesBackAsGiven() throws Exception {
    Receipt receipt = new Receipt(UUID.randomUUID(), -3, Long.MAX_VALUE, new Digest(-1));
    assertThat(Wire.receipt(Wire.encode(receipt))).isEqualTo(receipt);
  }

  @Test
  void theDigestOfACatalogueIsThatOfItsContent() {
    Catalogue catalogue = Batches.catalogue(new Random(5), 20);
    assertThat(Wire.digestOf(catalogue))
        .isEqualTo(Wire.digestOf(Batches.catalogue(new Random(5), 20)))
        .isNotEqualTo(Wire.digestOf(Batches.catalogue(new Random(6), 20)));
  }

  @Test
  void rowsThatDoNotFitAreSplitInOrder() throws Exception {
    Catalogue catalogue = Batches.catalogue(random, 100);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12_345; i++) {
      int number = catalogue.entries().get(random.nextInt(100)).number();
      rows.add(new Row(number, random.nextLong(), random.nextLong(), 255));
    }
    List<Row> back = new ArrayList<>();
    for (Readings part : Wire.split(rows, catalogue)) {
      back.addAll(((Readings) reopened(part, catalogue)).rows());
    }
    assertThat(back).as("seed %d", seed).isEqualTo(rows);
    Readings tooMuch = new Readings(rows.subList(0, Readings.ROWS_MAX));
    assertThatThrownBy(() -> Wire.seal(Batches.header(BatchKind.READINGS), tooMuch, catalogue))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 65536");
  }

  @Test
  void theRowsThatAlwaysFitDo() throws Exception {
    Catalogue catalogue =
        new Catalogue(
            Batches.catalogue(random, 1).site(),
            List.of(
                entry(1, new Resolution(9_999, 14)),
                entry(Integer.MAX_VALUE, new Resolution(1, 0))),
            "");
    List<Row> rows = new ArrayList<>();
    // Each number as long as can be, and after a short one.
    for (int i = 0; i < Readings.ROWS_ALWAYS_FIT; i++) {
      long time = i % 4 < 2 ? 0 : Long.MIN_VALUE;
      rows.add(
          i % 2 == 0
              ? new Row(1, time, Long.MAX_VALUE - i, 255)
              : new Row(Integer.MAX_VALUE, time, Long.MIN_VALUE, 1));
    }
    assertThat(Wire.split(rows, catalogue)).hasSize(1);
    assertThat(reopened(new Readings(rows), catalogue)).isEqualTo(new Readings(rows));
  }

  private static Catalogue.Entry entry(int number, Resolution resolution) {
    return new Catalogue.Entry(
        number,
        new MeterId("m" + number % 10),
        RegisterName.parse("active-energy-import"),
        resolution,
        Unit.KWH);
  }

  @Test
  void aRegisterWithoutANumberIsRefused() {
    Readings readings = new Readings(List.of(new Row(1, 0, 0, 0)));
    assertThatThrownBy(
            () -> Wire.seal(Batches.header(BatchKind.READINGS), readings, Catalogue.EMPTY))
        .hasMessageContaining("register 1 is not in the catalogue");
  }

  @Test
  void aHeaderOfAnotherKindIsRefused() {
    assertThatThrownBy(
            () ->
                Wire.seal(Batches.header(BatchKind.FACT), new Readings(List.of()), Catalogue.EMPTY))
        .hasMessageContaining("FACT");
  }
}
