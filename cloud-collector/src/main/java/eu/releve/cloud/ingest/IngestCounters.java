package eu.releve.cloud.ingest;

import java.util.concurrent.atomic.LongAdder;

/** What ingest has done since it started. */
final class IngestCounters {
  final LongAdder batches = new LongAdder();
  final LongAdder readings = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder quarantined = new LongAdder();
  final LongAdder forked = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder waitingDropped = new LongAdder();
  final LongAdder receipts = new LongAdder();
  final LongAdder retries = new LongAdder();
}
