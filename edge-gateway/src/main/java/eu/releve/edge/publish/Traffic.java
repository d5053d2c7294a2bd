package eu.releve.edge.publish;

/**
 * What was sent and received since the start.
 *
 * @param published batches sent, repetitions included.
 * @param publishedBytes their bytes.
 * @param repeated batches sent again because no receipt moved.
 * @param acknowledged batches that the server acknowledged.
 * @param refused batches that the server refused.
 * @param receipts receipts that came.
 * @param malformedReceipts those that could not be read.
 * @param connections connections made.
 * @param failures connections that failed or were lost.
 */
public record Traffic(
    long published,
    long publishedBytes,
    long repeated,
    long acknowledged,
    long refused,
    long receipts,
    long malformedReceipts,
    long connections,
    long failures) {}
