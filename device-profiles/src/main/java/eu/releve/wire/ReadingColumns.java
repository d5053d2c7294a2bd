package eu.releve.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import eu.releve.wire.Readings.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Readings as packed columns: register numbers and instants as runs, values as multiples of their
 * register's resolution where they are such, quality as exceptions.
 *
 * <p>A poll of a whole meter is one run in both first columns; that is why runs are enough.
 */
final class ReadingColumns {
  private static final int REGISTERS = 1;
  private static final int INSTANTS = 2;
  private static final int VALUES = 3;
  private static final int FINER = 4;
  private static final int QUALITIES = 5;

  private ReadingColumns() {}

  static void write(Readings readings, Catalogue inForce, CodedOutputStream out)
      throws IOException {
    List<Row> rows = readings.rows();
    Map<Integer, Long> grains = grains(inForce);
    out.writeByteArray(REGISTERS, Bodies.message(column -> writeRegisters(rows, column)));
    out.writeByteArray(INSTANTS, Bodies.message(column -> writeInstants(rows, column)));
    out.writeByteArray(
        VALUES,
        Bodies.message(
            column -> {
              for (Row row : rows) {
                long grain = grain(grains, row.register());
                column.writeSInt64NoTag(
                    row.value() % grain == 0 ? row.value() / grain : row.value());
              }
            }));
    byte[] finer =
        Bodies.message(
            column -> {
              int last = 0;
              for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i).value() % grain(grains, rows.get(i).register()) != 0) {
                  column.writeUInt32NoTag(i - last);
                  last = i;
                }
              }
            });
    if (finer.length > 0) {
      out.writeByteArray(FINER, finer);
    }
    byte[] qualities =
        Bodies.message(
            column -> {
              int last = 0;
              for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i).quality() != 0) {
                  column.writeUInt32NoTag(i - last);
                  column.writeUInt32NoTag(rows.get(i).quality());
                  last = i;
                }
              }
            });
    if (qualities.length > 0) {
      out.writeByteArray(QUALITIES, qualities);
    }
  }

  /** Runs of consecutive numbers: step from the end of the run before, length. */
  private static void writeRegisters(List<Row> rows, CodedOutputStream column) throws IOException {
    int next = 0;
    for (int i = 0; i < rows.size(); ) {
      int first = rows.get(i).register();
      int length = 1;
      while (i + length < rows.size() && rows.get(i + length).register() == first + length) {
        length++;
      }
      column.writeSInt32NoTag(first - next);
      column.writeUInt32NoTag(length);
      next = first + length;
      i += length;
    }
  }

  /** Runs of one instant: milliseconds since the run before, length. */
  private static void writeInstants(List<Row> rows, CodedOutputStream column) throws IOException {
    long last = 0;
    for (int i = 0; i < rows.size(); ) {
      long instant = rows.get(i).bootMillis();
      int length = 1;
      while (i + length < rows.size() && rows.get(i + length).bootMillis() == instant) {
        length++;
      }
      column.writeSInt64NoTag(instant - last);
      column.writeUInt32NoTag(length);
      last = instant;
      i += length;
    }
  }

  static Readings read(CodedInputStream in, Catalogue inForce) throws IOException {
    int[] registers = new int[0];
    long[] instants = new long[0];
    long[] values = new long[0];
    byte[] finer = new byte[0];
    byte[] qualities = new byte[0];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case REGISTERS -> registers = readRegisters(in.readByteArray());
        case INSTANTS -> instants = readInstants(in.readByteArray());
        case VALUES -> values = readValues(in.readByteArray());
        case FINER -> finer = in.readByteArray();
        case QUALITIES -> qualities = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    if (registers.length != values.length || instants.length != values.length) {
      throw new IOException(
          "wanted columns of one length, found %d registers, %d instants, %d values"
              .formatted(registers.length, instants.length, values.length));
    }
    scale(registers, values, marks(finer, values.length, false), grains(inForce));
    int[] quality = marks(qualities, values.length, true);
    List<Row> rows = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      rows.add(new Row(registers[i], instants[i], values[i], quality[i]));
    }
    return new Readings(rows);
  }

  private static void scale(
      int[] registers, long[] values, int[] finer, Map<Integer, Long> grains) {
    for (int i = 0; i < values.length; i++) {
      if (finer[i] == 0) {
        values[i] = Math.multiplyExact(values[i], grain(grains, registers[i]));
      }
    }
  }

  private static int[] readRegisters(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    int[] rows = new int[Readings.ROWS_MAX];
    int count = 0;
    int next = 0;
    while (!in.isAtEnd()) {
      next = Math.addExact(next, in.readSInt32());
      int length = run(in.readUInt32(), count);
      for (int i = 0; i < length; i++) {
        rows[count++] = next++;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  private static long[] readInstants(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    long[] rows = new long[Readings.ROWS_MAX];
    int count = 0;
    long instant = 0;
    while (!in.isAtEnd()) {
      instant = Math.addExact(instant, in.readSInt64());
      int length = run(in.readUInt32(), count);
      Arrays.fill(rows, count, count + length, instant);
      count += length;
    }
    return Arrays.copyOf(rows, count);
  }

  private static int run(int length, int count) throws IOException {
    if (length < 1 || length > Readings.ROWS_MAX - count) {
      throw new IOException(
          "wanted a run of 1 to %d rows, found %d".formatted(Readings.ROWS_MAX - count, length));
    }
    return length;
  }

  private static long[] readValues(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    long[] rows = new long[Math.min(bytes.length, Readings.ROWS_MAX)];
    int count = 0;
    while (!in.isAtEnd()) {
      Bodies.atMost(Readings.ROWS_MAX, count + 1, "values");
      rows[count++] = in.readSInt64();
    }
    return Arrays.copyOf(rows, count);
  }

  /** Exceptions by row: 1, or the number that follows each index. */
  private static int[] marks(byte[] bytes, int rows, boolean numbered) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    int[] marks = new int[rows];
    int index = 0;
    while (!in.isAtEnd()) {
      index = Math.addExact(index, in.readUInt32());
      if (index < 0 || index >= rows) {
        throw new IOException("wanted a row of 0..%d, found %d".formatted(rows - 1, index));
      }
      marks[index] = numbered ? in.readUInt32() : 1;
    }
    return marks;
  }

  /** Whole multiples of the step above one, by register number. */
  private static Map<Integer, Long> grains(Catalogue inForce) {
    Map<Integer, Long> grains = new HashMap<>();
    for (Catalogue.Entry entry : inForce.entries()) {
      if (entry.resolution().exponent() >= 0 && entry.resolution().exponent() <= 12) {
        grains.put(entry.number(), entry.resolution().inSteps().longValueExact());
      }
    }
    return grains;
  }

  private static long grain(Map<Integer, Long> grains, int register) {
    return grains.getOrDefault(register, 1L);
  }
}
