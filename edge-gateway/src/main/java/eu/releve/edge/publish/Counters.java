package eu.releve.edge.publish;

import java.util.concurrent.atomic.LongAdder;

/** Counts what goes over the line, from any thread. */
final class Counters {
  final LongAdder published = new LongAdder();
  final LongAdder publishedBytes = new LongAdder();
  final LongAdder repeated = new LongAdder();
  final LongAdder acknowledged = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder receipts = new LongAdder();
  final LongAdder malformedReceipts = new LongAdder();
  final LongAdder connections = new LongAdder();
  final LongAdder failures = new LongAdder();

  Traffic traffic() {
    return new Traffic(
        published.sum(),
        publishedBytes.sum(),
        repeated.sum(),
        acknowledged.sum(),
        refused.sum(),
        receipts.sum(),
        malformedReceipts.sum(),
        connections.sum(),
        failures.sum());
  }
}
