package eu.releve.wire;

import eu.releve.wire.Readings.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Readings as packed columns: runs of registers read at one instant, differences of values, and
 * exceptions.
 */
final class ReadingsCodec {
  private static final int RUN_TIMES = 1;
  private static final int RUN_NUMBERS = 2;
  private static final int RUN_LENGTHS = 3;
  private static final int VALUES = 4;
  private static final int REMAINDER_ROWS = 5;
  private static final int REMAINDERS = 6;
  private static final int QUALITY_ROWS = 7;
  private static final int QUALITIES = 8;

  private final Column runTimes = new Column();
  private final Column runNumbers = new Column();
  private final Column runLengths = new Column();
  private final Column values = new Column();
  private final SparseColumn remainders = new SparseColumn("remainder");
  private final SparseColumn qualities = new SparseColumn("quality");

  private ReadingsCodec() {}

  static byte[] encode(List<Row> rows, long bootMillis, Catalogue inForce) {
    ReadingsCodec columns = new ReadingsCodec();
    columns.addRuns(rows, bootMillis);
    columns.addValues(rows, new Scale(inForce));
    return new Message()
        .column(RUN_TIMES, columns.runTimes)
        .column(RUN_NUMBERS, columns.runNumbers)
        .column(RUN_LENGTHS, columns.runLengths)
        .column(VALUES, columns.values)
        .column(REMAINDER_ROWS, columns.remainders.gaps())
        .column(REMAINDERS, columns.remainders.values())
        .column(QUALITY_ROWS, columns.qualities.gaps())
        .column(QUALITIES, columns.qualities.values())
        .toBytes();
  }

  /** Whether rows can be sealed as one body, whatever the boot clock at sealing. */
  static boolean fits(List<Row> rows, Catalogue inForce) {
    return rows.size() <= Readings.ROWS_MAX
        && encode(rows, 0, inForce).length + Bytes.VARINT_MAX <= Wire.READINGS_BYTES_MAX;
  }

  private void addRuns(List<Row> rows, long bootMillis) {
    long time = bootMillis;
    long next = 1;
    int start = 0;
    while (start < rows.size()) {
      int end = endOfRun(rows, start);
      Row first = rows.get(start);
      runTimes.addSigned(first.bootMillis() - time);
      runNumbers.addSigned(first.register() - next);
      runLengths.addUnsigned(end - start);
      time = first.bootMillis();
      next = (long) first.register() + end - start;
      start = end;
    }
  }

  private static int endOfRun(List<Row> rows, int start) {
    Row first = rows.get(start);
    int end = start + 1;
    while (end < rows.size()
        && rows.get(end).bootMillis() == first.bootMillis()
        && rows.get(end).register() == (long) first.register() + end - start) {
      end++;
    }
    return end;
  }

  private void addValues(List<Row> rows, Scale scale) {
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      long steps = scale.to(row.register());
      values.addSigned(scale.difference(Math.floorDiv(row.value(), steps)));
      remainders.add(i, Math.floorMod(row.value(), steps));
      qualities.add(i, row.quality());
    }
  }

  static Readings decode(byte[] body, long bootMillis, Catalogue inForce)
      throws MalformedBatchException {
    ReadingsCodec columns = new ReadingsCodec();
    columns.read(new Fields("readings body", body));
    try {
      return new Readings(columns.rows(bootMillis, new Scale(inForce)));
    } catch (IllegalArgumentException impossible) {
      throw new MalformedBatchException("readings body: " + impossible.getMessage(), impossible);
    }
  }

  private void read(Fields in) throws MalformedBatchException {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case RUN_TIMES -> in.column(runTimes, Readings.ROWS_MAX);
        case RUN_NUMBERS -> in.column(runNumbers, Readings.ROWS_MAX);
        case RUN_LENGTHS -> in.column(runLengths, Readings.ROWS_MAX);
        case VALUES -> in.column(values, Readings.ROWS_MAX);
        case REMAINDER_ROWS -> in.column(remainders.gaps(), Readings.ROWS_MAX);
        case REMAINDERS -> in.column(remainders.values(), Readings.ROWS_MAX);
        case QUALITY_ROWS -> in.column(qualities.gaps(), Readings.ROWS_MAX);
        case QUALITIES -> in.column(qualities.values(), Readings.ROWS_MAX);
        default -> in.skip();
      }
    }
  }

  private List<Row> rows(long bootMillis, Scale scale) throws MalformedBatchException {
    expect("run numbers", runTimes.size(), runNumbers.size());
    expect("run lengths", runTimes.size(), runLengths.size());
    List<Row> rows = new ArrayList<>(values.size());
    long time = bootMillis;
    long next = 1;
    for (int run = 0; run < runTimes.size(); run++) {
      time += runTimes.signed(run);
      long first = next + runNumbers.signed(run);
      long length = runLengths.unsigned(run);
      int left = values.size() - rows.size();
      if (length < 1 || length > left || first < 1 || first > Integer.MAX_VALUE - length) {
        throw new MalformedBatchException(
            "readings body, run %d: wanted registers within 2^31 and at most %d rows, got %s from %d"
                .formatted(run, left, Long.toUnsignedString(length), first));
      }
      next = first + length;
      for (long number = first; number < next; number++) {
        rows.add(row((int) number, time, rows.size(), scale));
      }
    }
    expect("values", rows.size(), values.size());
    remainders.expectAllTaken();
    qualities.expectAllTaken();
    return rows;
  }

  private Row row(int number, long time, int index, Scale scale) throws MalformedBatchException {
    long steps = scale.to(number);
    long value = scale.multiple(values.signed(index)) * steps + remainders.take(index);
    long quality = qualities.take(index);
    return new Row(number, time, value, Math.clamp(quality, -1, 256));
  }

  private static void expect(String column, int wanted, int got) throws MalformedBatchException {
    if (wanted != got) {
      throw new MalformedBatchException(
          "readings body, %s: wanted %d, got %d".formatted(column, wanted, got));
    }
  }
}
