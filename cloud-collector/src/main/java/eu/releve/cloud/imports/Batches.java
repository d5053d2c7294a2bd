package eu.releve.cloud.imports;

import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.Opened;
import eu.releve.cloud.store.Series;
import eu.releve.measure.GatewayId;
import eu.releve.measure.Quality;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Digest;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A file as batches of one epoch: a catalogue of its registers, then its readings.
 *
 * <p>Its boot clock is the wall clock: instants are those of the file.
 */
final class Batches {
  private final GatewayId gateway;
  private final long epoch;
  private final long sealedMillis;
  private final Catalogue catalogue;
  private final Map<Entry.Series, Integer> numbers = new HashMap<>();
  private final Digest named;
  private final Quality quality;
  private long seq;
  private Digest previous = Digest.NONE;

  /**
   * @param gateway under which name the building's files are taken in.
   * @param epoch of this file alone.
   * @param sealedMillis when it was brought.
   * @param targets where each series of the file is stored.
   * @param quality what is known against each of its values.
   */
  Batches(
      GatewayId gateway,
      long epoch,
      long sealedMillis,
      SiteId site,
      Map<Entry.Series, Matching.Target> targets,
      Quality quality) {
    this.quality = quality;
    this.gateway = gateway;
    this.epoch = epoch;
    this.sealedMillis = sealedMillis;
    List<Catalogue.Entry> entries = new ArrayList<>();
    targets.entrySet().stream()
        .sorted(Comparator.comparing(Batches::name))
        .forEach(
            target -> {
              Entry.Series series = target.getKey();
              int number = entries.size() + 1;
              numbers.put(series, number);
              entries.add(
                  new Catalogue.Entry(
                      number,
                      target.getValue().meter(),
                      series.register(),
                      Resolution.ONE_STEP,
                      series.unit()));
            });
    this.catalogue = new Catalogue(site, entries, "");
    this.named = Wire.digestOf(catalogue);
  }

  private static String name(Map.Entry<Entry.Series, Matching.Target> target) {
    return target.getValue().meter() + " " + target.getKey().register();
  }

  /** What the catalogue's batches name. */
  Digest digest() {
    return named;
  }

  Opened catalogue() {
    return new Opened.Listed(sealed(BatchKind.CATALOGUE, catalogue), catalogue);
  }

  List<Opened> readings(List<Entry> entries, Series series) {
    List<Opened> batches = new ArrayList<>();
    for (int from = 0; from < entries.size(); from += Readings.ROWS_MAX) {
      List<Readings.Row> rows =
          entries.subList(from, Math.min(entries.size(), from + Readings.ROWS_MAX)).stream()
              .map(this::row)
              .toList();
      for (Readings body : Wire.split(rows, catalogue)) {
        batches.add(new Opened.Rows(sealed(BatchKind.READINGS, body), body, series));
      }
    }
    return batches;
  }

  private Readings.Row row(Entry entry) {
    return new Readings.Row(
        numbers.getOrDefault(entry.series(), 0),
        entry.at().toEpochMilli(),
        entry.value(),
        entry.estimated() ? quality.and(Quality.SUBSTITUTED).bits() : quality.bits());
  }

  private Arrival sealed(BatchKind kind, Body body) {
    Header header =
        new Header(
            kind,
            epoch,
            ++seq,
            previous,
            named,
            new UUID(epoch, epoch),
            sealedMillis,
            sealedMillis,
            ClockTrust.SYNCHRONISED);
    SealedBatch batch = Wire.seal(header, body, catalogue);
    previous = batch.digest();
    try {
      return new Arrival(gateway, Wire.open(batch.bytes()), batch.bytes(), batch.digest());
    } catch (MalformedBatchException impossible) {
      throw new IllegalStateException("what was just sealed", impossible);
    }
  }
}
