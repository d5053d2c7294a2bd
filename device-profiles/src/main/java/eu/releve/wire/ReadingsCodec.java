package eu.releve.wire;

import eu.releve.wire.Readings.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Readings as packed columns: runs of registers that were read at one instant, differences of
 * values, and what few rows have.
 */
final class ReadingsCodec {
  private static final int RUNS = 1;
  private static final int VALUES = 2;
  private static final int REMAINDERS = 3;
  private static final int QUALITIES = 4;
  private static final byte[] NOTHING = {};

  private ReadingsCodec() {}

  /** A meter's answer: consecutive registers at one instant. */
  private record Run(int first, long bootMillis, int length) {}

  static byte[] encode(List<Row> rows, long bootMillis, Catalogue inForce) {
    if (rows.isEmpty()) {
      return NOTHING;
    }
    BitWriter values = new BitWriter();
    Sparse remainders = new Sparse();
    Sparse qualities = new Sparse();
    Scale scale = new Scale(inForce);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      long steps = scale.to(row.register());
      values.signed(scale.expectation(), scale.difference(Math.floorDiv(row.value(), steps)));
      remainders.add(i, Math.floorMod(row.value(), steps));
      qualities.add(i, row.quality());
    }
    return new Message()
        .bytes(RUNS, encode(runs(rows), bootMillis))
        .bytes(VALUES, values.toBytes())
        .bytes(REMAINDERS, remainders.toBytes())
        .bytes(QUALITIES, qualities.toBytes())
        .toBytes();
  }

  /** Whether rows can be sealed as one body, whatever the boot clock at sealing. */
  static boolean fits(List<Row> rows, Catalogue inForce) {
    return rows.size() <= Readings.ROWS_MAX
        && encode(rows, 0, inForce).length + Bytes.VARINT_MAX <= Wire.READINGS_BYTES_MAX;
  }

  private static List<Run> runs(List<Row> rows) {
    List<Run> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= rows.size(); i++) {
      if (i == rows.size() || !continues(rows.get(i - 1), rows.get(i))) {
        Row first = rows.get(start);
        runs.add(new Run(first.register(), first.bootMillis(), i - start));
        start = i;
      }
    }
    return runs;
  }

  private static boolean continues(Row before, Row row) {
    return row.bootMillis() == before.bootMillis() && row.register() == before.register() + 1;
  }

  private static byte[] encode(List<Run> runs, long bootMillis) {
    BitWriter out = new BitWriter();
    Expectation times = new Expectation();
    Expectation numbers = new Expectation();
    Expectation lengths = new Expectation();
    out.unsigned(new Expectation(), runs.size());
    Run before = new Run(1, bootMillis, 0);
    for (Run run : runs) {
      out.signed(times, run.bootMillis() - before.bootMillis());
      out.signed(numbers, run.first() - ((long) before.first() + before.length()));
      out.signed(lengths, run.length() - before.length());
      before = run;
    }
    return out.toBytes();
  }

  static Readings decode(byte[] body, long bootMillis, Catalogue inForce)
      throws MalformedBatchException {
    byte[] runs = NOTHING;
    byte[] values = NOTHING;
    byte[] remainders = NOTHING;
    byte[] qualities = NOTHING;
    Fields in = new Fields("readings body", body);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case RUNS -> runs = in.bytes();
        case VALUES -> values = in.bytes();
        case REMAINDERS -> remainders = in.bytes();
        case QUALITIES -> qualities = in.bytes();
        default -> in.skip();
      }
    }
    List<Run> read = runs(new BitReader("runs", runs), bootMillis);
    int size = read.stream().mapToInt(Run::length).sum();
    Sparse remainder = Sparse.read(new BitReader("remainders", remainders), size);
    Sparse quality = Sparse.read(new BitReader("qualities", qualities), size);
    try {
      return rows(read, new BitReader("values", values), remainder, quality, new Scale(inForce));
    } catch (IllegalArgumentException impossible) {
      throw new MalformedBatchException("readings body: " + impossible.getMessage(), impossible);
    }
  }

  private static List<Run> runs(BitReader in, long bootMillis) throws MalformedBatchException {
    List<Run> runs = new ArrayList<>();
    if (in.isEmpty()) {
      return runs;
    }
    Expectation times = new Expectation();
    Expectation numbers = new Expectation();
    Expectation lengths = new Expectation();
    int left = Readings.ROWS_MAX;
    Run before = new Run(1, bootMillis, 0);
    for (int size = in.unsigned(new Expectation(), left); size > 0; size--) {
      long time = before.bootMillis() + in.signed(times);
      long first = (long) before.first() + before.length() + in.signed(numbers);
      long length = before.length() + in.signed(lengths);
      if (length < 1 || length > left || first < 1 || first - 1 > Integer.MAX_VALUE - length) {
        throw new MalformedBatchException(
            "readings body, run %d: wanted registers within 2^31 and at most %d rows, got %d from %d"
                .formatted(runs.size(), left, length, first));
      }
      before = new Run((int) first, time, (int) length);
      runs.add(before);
      left -= (int) length;
    }
    in.end();
    return runs;
  }

  private static Readings rows(
      List<Run> runs, BitReader values, Sparse remainders, Sparse qualities, Scale scale)
      throws MalformedBatchException {
    List<Row> rows = new ArrayList<>();
    for (Run run : runs) {
      for (int i = 0; i < run.length(); i++) {
        int number = run.first() + i;
        long steps = scale.to(number);
        long multiple = scale.multiple(values.signed(scale.expectation()));
        long value = multiple * steps + remainders.take(rows.size());
        int quality = Math.clamp(qualities.take(rows.size()), -1, 256);
        rows.add(new Row(number, run.bootMillis(), value, quality));
      }
    }
    values.end();
    return new Readings(rows);
  }
}
