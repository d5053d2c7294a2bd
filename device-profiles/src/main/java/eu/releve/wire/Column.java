package eu.releve.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.util.Arrays;

/** A packed column: varints without a tag of their own. */
final class Column {
  private static final int FIRST_CAPACITY = 64;

  private long[] numbers = new long[FIRST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  long unsigned(int index) {
    return numbers[index];
  }

  long signed(int index) {
    return CodedInputStream.decodeZigZag64(numbers[index]);
  }

  void addUnsigned(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size++] = number;
  }

  void addSigned(long number) {
    addUnsigned(CodedOutputStream.encodeZigZag64(number));
  }

  int bytes() {
    int bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += CodedOutputStream.computeUInt64SizeNoTag(numbers[i]);
    }
    return bytes;
  }
}
