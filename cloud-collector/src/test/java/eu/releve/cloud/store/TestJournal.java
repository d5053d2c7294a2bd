package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** The batches that one gateway's journal would hold, without the journal. */
public final class TestJournal {
  /** 2026-03-01T00:00:00Z. */
  public static final long START_MILLIS = 1_772_323_200_000L;

  private final GatewayId gateway;
  private Catalogue catalogue;
  private final long epoch;
  private UUID boot;
  private ClockTrust trust = ClockTrust.SYNCHRONISED;
  private Digest previous = Digest.NONE;
  private long seq;
  private long bootMillis = 1_000;
  private long aheadMillis;

  public TestJournal(String gateway, long seed, int registers) {
    Random random = new Random(seed);
    this.gateway = new GatewayId(gateway);
    this.epoch = random.nextLong();
    this.boot = new UUID(random.nextLong(), random.nextLong());
    List<Catalogue.Entry> entries = new ArrayList<>();
    for (int number = 1; number <= registers; number++) {
      entries.add(
          new Catalogue.Entry(
              number,
              new MeterId("meter-" + number),
              RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT),
              Resolution.ONE_STEP,
              Unit.WH));
    }
    this.catalogue = new Catalogue(new SiteId("site-" + gateway), entries, "");
  }

  public GatewayId gateway() {
    return gateway;
  }

  public long epoch() {
    return epoch;
  }

  public Catalogue catalogue() {
    return catalogue;
  }

  public UUID boot() {
    return boot;
  }

  public long bootMillis() {
    return bootMillis;
  }

  /** From now on nothing is known of the wall clock. */
  public void forgetTime() {
    trust = ClockTrust.UNKNOWN;
  }

  /** From now on the wall clock runs that far ahead of what it should say. */
  public void shiftClock(Duration ahead) {
    aheadMillis = ahead.toMillis();
  }

  /** A boot later; the boot clock begins again. */
  public void reboot(UUID next) {
    boot = next;
    bootMillis = 1_000;
  }

  /** What is carried over keeps the clocks by which it was sealed. */
  public void as(UUID sealedIn, long sealedMillis, ClockTrust believed) {
    boot = sealedIn;
    bootMillis = sealedMillis;
    trust = believed;
  }

  /** From now on another building is read, by that plan, under numbers that many higher. */
  public void moves(String site, String plan, int higher) {
    catalogue = new Catalogue(new SiteId(site), catalogue.entries(), plan);
    renumber(higher);
  }

  /** From now on that plan is in force. */
  public void plan(String plan) {
    catalogue = new Catalogue(catalogue.site(), catalogue.entries(), plan);
  }

  /** From now on the registers have numbers that many higher. */
  public void renumber(int higher) {
    catalogue =
        new Catalogue(
            catalogue.site(),
            catalogue.entries().stream()
                .map(
                    entry ->
                        new Catalogue.Entry(
                            entry.number() + higher,
                            entry.meter(),
                            entry.register(),
                            entry.resolution(),
                            entry.unit()))
                .toList(),
            catalogue.plan());
  }

  public SealedBatch catalogueBatch() {
    return seal(BatchKind.CATALOGUE, catalogue);
  }

  /** One reading of each register, a minute after the last batch's. */
  public SealedBatch readings(long value) {
    bootMillis += 60_000;
    List<Readings.Row> rows =
        IntStream.rangeClosed(1, catalogue.entries().size())
            .mapToObj(
                i ->
                    new Readings.Row(
                        catalogue.entries().get(i - 1).number(), bootMillis, value + i, 0))
            .toList();
    return seal(BatchKind.READINGS, new Readings(rows));
  }

  public SealedBatch readings(List<Readings.Row> rows) {
    return seal(BatchKind.READINGS, new Readings(rows));
  }

  public SealedBatch fact(Facts.Fact... facts) {
    return seal(BatchKind.FACT, new Facts(List.of(facts)));
  }

  public SealedBatch seal(BatchKind kind, Body body) {
    seq++;
    Digest inForce = Wire.digestOf(catalogue);
    Header header =
        new Header(
            kind,
            epoch,
            seq,
            previous,
            kind == BatchKind.FACT ? Digest.NONE : inForce,
            boot,
            bootMillis,
            trust == ClockTrust.SYNCHRONISED ? START_MILLIS + bootMillis + aheadMillis : bootMillis,
            trust);
    SealedBatch sealed = Wire.seal(header, body, catalogue);
    previous = sealed.digest();
    return sealed;
  }

  /** As if so many batches had been written; the next is chained to what was. */
  public void skipTo(long lastSeq) {
    seq = lastSeq;
  }

  /** Goes on as if the batches after that one had never been: a restored image. */
  public void restore(SealedBatch last) {
    seq = last.header().seq();
    previous = last.digest();
  }

  public static Arrival arrived(GatewayId gateway, SealedBatch batch)
      throws MalformedBatchException {
    return new Arrival(gateway, Wire.open(batch.bytes()), batch.bytes(), batch.digest());
  }
}
